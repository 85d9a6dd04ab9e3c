"""What a page says to those who follow links: where they lead, what it is called, and what it asks them not to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from ingest.readers.html import parsed

_MOST_LINKS = 1_000
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Links as they are written, each once; ``base`` is what they are relative to, if not the page.

    ``index`` is false where the page asks ``agent`` or everybody not to keep it, ``follow`` not to go on from it.
    """

    links: tuple[str, ...] = ()
    base: str | None = None
    canonical: str | None = None
    index: bool = True
    follow: bool = True


def page_links(data: bytes, agent: str) -> PageLinks:
    """The first thousand links of a page, and its wishes; of a link marked ``nofollow`` nothing is told."""
    tree, _ = parsed(data)
    asked = _asked(tree, agent)
    return PageLinks(
        links=_links(tree),
        base=_first(tree, "base[href]"),
        canonical=_first(tree, "link[rel~='canonical' i][href]"),
        index=not asked & {"noindex", "none"},
        follow=not asked & {"nofollow", "none"},
    )


def directives(stated: Iterable[str]) -> set[str]:
    """The words of comma-separated lists, in lower case."""
    return {word.strip().lower() for words in stated for word in words[:_LONGEST].split(",")}


def _asked(tree: LexborHTMLParser, agent: str) -> set[str]:
    metas = [meta.attributes for meta in tree.css("meta[name][content]")]
    return directives(
        meta.get("content") or "" for meta in metas if (meta.get("name") or "").strip().lower() in ("robots", agent)
    )


def _links(tree: LexborHTMLParser) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for node in tree.css("a[href], area[href]"):
        attributes = node.attributes
        link = (attributes.get("href") or "").strip()
        if link and len(link) <= _LONGEST and "nofollow" not in (attributes.get("rel") or "").lower().split():
            found[link] = None
            if len(found) == _MOST_LINKS:
                break
    return tuple(found)


def _first(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    address = (node.attributes.get("href") or "").strip() if node else ""
    return address if 0 < len(address) <= _LONGEST else None
