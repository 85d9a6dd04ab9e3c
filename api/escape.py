"""Text of strangers, made fit for one line of a log."""

from __future__ import annotations

import re

_LONGEST = 300
_KEY = re.compile(r"(sb_[0-9a-f]+_)[A-Za-z0-9_-]+")


def one_line(text: str, longest: int = _LONGEST) -> str:
    """Control characters and all that is not ASCII escaped, keys taken out, cut to ``longest`` characters."""
    text = _KEY.sub(r"\1***", text)
    escaped = text[:longest].encode("unicode_escape").decode("ascii")
    return escaped if len(text) <= longest else escaped + "..."
