"""What a site asks of crawlers in its robots.txt; where that cannot be had, nothing is read there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from protego import Protego

from ingest.addresses import WebAddress
from ingest.fetch import AGENT, Fetcher
from rag.errors import BadAnswer, NoConnection, RagError, TooLarge

_MOST_BYTES = 512 << 10
_TOO_MANY_REQUESTS = 429
_LONGEST_PAUSE = 60.0
_RULES = {"allow", "disallow", "crawl-delay", "request-rate", "sitemap"}


@dataclass(frozen=True, slots=True)
class Rules:
    """``refusal`` is why the whole site is off limits, if it is, and ``remedy`` what helps.

    ``pause`` are the seconds that it asks for between pages.
    """

    parser: Protego
    refusal: str = ""
    remedy: str = ""
    pause: float = 0.0

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that it names."""
        return list(self.parser.sitemaps)

    def allows(self, address: WebAddress) -> bool:
        """Whether this page may be read."""
        return not self.refusal and bool(self.parser.can_fetch(address.url, AGENT))


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of sites, each fetched once, when they are first needed.

    As RFC 9309 has it, a site without the file (404 and its like) allows all, one that cannot give it (5xx, no answer)
    nothing. So do files over 512 kB, and pauses of over a minute.
    """

    fetcher: Fetcher
    folder: Path
    known: dict[str, Rules] = field(default_factory=dict)

    def of(self, address: WebAddress) -> Rules:
        """The rules of the site that an address lies on."""
        site = f"{address.scheme}://{address.authority}"
        if site not in self.known:
            self.known[site] = self._fetched(f"{site}/robots.txt")
        return self.known[site]

    def _fetched(self, url: str) -> Rules:
        try:
            page = self.fetcher.fetch(url, self.folder, limit=_MOST_BYTES)
        except BadAnswer as error:
            if 400 <= error.answered < 500 and error.answered != _TOO_MANY_REQUESTS:
                return Rules(Protego.parse(""))
            return Rules(Protego.parse(""), f"its robots.txt cannot be had (status {error.answered})")
        except TooLarge:
            return Rules(Protego.parse(""), f"its robots.txt is larger than {_MOST_BYTES >> 10} kB")
        except NoConnection as error:
            # Not its robots.txt is wanting: nothing of the site can be had.
            return Rules(Protego.parse(""), error.cause, error.remedy)
        except RagError as error:
            return Rules(Protego.parse(""), f"its robots.txt cannot be had ({error.cause})")
        text = page.path.read_bytes().decode("utf-8-sig", "replace")
        page.path.unlink()
        return _rules(text)


def _rules(text: str) -> Rules:
    parser = Protego.parse(_concerning_us(text))
    rate = parser.request_rate(AGENT)
    pause = max(parser.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate else 0.0)
    if pause > _LONGEST_PAUSE:
        return Rules(parser, f"its robots.txt asks for {pause:.0f} s between pages")
    return Rules(parser, pause=pause)


def _concerning_us(text: str) -> str:
    """The same rules with all other crawlers made one.

    The parser copies each rule for each crawler that is named, which a hostile file can make a matter of gigabytes.
    """
    kept = []
    for line in text.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name in ("user-agent", "useragent", "user agent"):
            token = value.lower().partition("/")[0].strip()
            kept.append(f"User-agent: {token if token in ('*', AGENT) else 'other'}")
        elif name in _RULES:
            kept.append(f"{name}: {value}")
    return "\n".join(kept)
