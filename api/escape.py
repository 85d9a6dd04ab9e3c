"""Text of strangers, made fit for one line of a log."""

from __future__ import annotations

_LONGEST = 300


def one_line(text: str, longest: int = _LONGEST) -> str:
    """Control characters and all that is not ASCII escaped, cut to ``longest`` characters."""
    escaped = text[:longest].encode("unicode_escape").decode("ascii")
    return escaped if len(text) <= longest else escaped + "..."
