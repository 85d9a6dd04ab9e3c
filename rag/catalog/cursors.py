"""Cursors of lists: the number of the last row that was given, as text."""

from __future__ import annotations

from rag.errors import InvalidRequest

_MOST_DIGITS = 18


def parse_cursor(cursor: str) -> int:
    """The number; InvalidRequest for what is no cursor."""
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > _MOST_DIGITS:
        raise InvalidRequest("that cursor is not one of ours", "pass the 'next' of the page before, unchanged")
    return int(cursor)
