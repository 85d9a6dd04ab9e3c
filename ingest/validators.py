"""What a server calls the state of a page, to be sent back with the next request: it answers 304 while that holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST = 500
_RECENT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified as the server wrote them; None where it sent none that is fit to be sent back."""

    etag: str | None = None
    modified: str | None = None

    def headers(self) -> list[tuple[str, str]]:
        """The conditions of a request that wants the page only if it is another by now; empty without any."""
        named = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return [(name, value) for name, value in named if value is not None]


def validators(etag: str | None, modified: str | None, date: str | None) -> Validators:
    """The headers ETag, Last-Modified and Date of a whole page as conditions for the next request.

    A page that was changed less than a minute before it was sent may change again within the same second, and keep its
    date: such a date is no proof (RFC 9110, 8.8.2.2). A weak etag is: its server says that nothing of weight changed.
    """
    changed, sent = moment(modified), moment(date)
    proves = changed is not None and sent is not None and sent - changed >= _RECENT
    return Validators(_fit(etag), _fit(modified) if proves else None)


def moment(header: str | None) -> datetime | None:
    """A date of HTTP, in UTC; None for what is none."""
    try:
        read = parsedate_to_datetime(header or "")
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _fit(header: str | None) -> str | None:
    is_fit = header is not None and header.isascii() and header.isprintable() and 0 < len(header) <= _LONGEST
    return header if is_fit else None
