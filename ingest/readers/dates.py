"""Dates as files state them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 64
_NUMBERS = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_WRITTEN = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %Y", "%Y")


def parse_date(text: str | None) -> datetime | None:
    """A date or time in ISO 8601, as in mail, or written out in English; without a zone it is UTC. None for others."""
    stated = (text or "").strip()
    if not stated or len(stated) > _LONGEST:
        return None
    found = _iso(stated) or _mail(stated) or _written(stated)
    return found.replace(tzinfo=UTC) if found and not found.tzinfo else found


def _iso(stated: str) -> datetime | None:
    try:
        return datetime.fromisoformat(stated)
    except ValueError:
        return None


def _mail(stated: str) -> datetime | None:
    try:
        return parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _written(stated: str) -> datetime | None:
    numbers = _NUMBERS.match(stated)
    if numbers:
        return _iso("{:0>4}-{:0>2}-{:0>2}".format(*numbers.groups()))
    for form in _WRITTEN:
        try:
            return datetime.strptime(stated, form)
        except ValueError:
            continue
    return None
