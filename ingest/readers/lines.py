"""Lines of prose joined as a reader of the page would: with a space, except between Chinese or Japanese characters."""

from __future__ import annotations

import re

_WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
_WIDE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def join_lines(text: str) -> str:
    """One line: runs of white space become a space, soft hyphens and zero-width spaces vanish."""
    if not text.isascii():
        text = _WIDE_BREAK.sub("", text.translate(_INVISIBLE))
    return " ".join(text.split())
