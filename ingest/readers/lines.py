"""Lines of prose joined as a reader of the page would: with a space, except between Chinese or Japanese characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
_WIDE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")
_PIECE = 1 << 20
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def join_lines(text: str) -> str:
    """One line: runs of white space become a space, soft hyphens and zero-width spaces vanish."""
    if not text.isascii():
        text = _WIDE_BREAK.sub("", text.translate(_INVISIBLE))
    if len(text) <= _PIECE:
        return " ".join(text.split())
    return " ".join(filter(None, (" ".join(piece.split()) for piece in _pieces(text))))


def _pieces(text: str) -> Iterator[str]:
    """Cuts a huge text at spaces: its words, all at once, would take many times its memory."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end
