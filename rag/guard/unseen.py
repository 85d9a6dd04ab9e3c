"""Messages in characters that nobody sees: runs of tags, of zero-width characters, of selectors, turned directions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.guard.invisible import BIDI, SELECTORS, TAGS, ZERO_WIDTH

_RUN = re.compile(f"[{TAGS}]{{3,}}|[{ZERO_WIDTH}{BIDI}]{{6,}}|[{SELECTORS}]{{3,}}")
# The flags of England, Scotland and Wales are written with tags.
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f")
_SPLIT_WORD = re.compile(f"[A-Za-z](?:[{ZERO_WIDTH}{BIDI}]+[A-Za-z]){{3,}}")
_TURNED = re.compile("[\u202d\u202e][^\u202c\n]{0,200}")


def unseen_runs(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what it says where that can be read) of every stretch of unseen characters that no script needs."""
    if text.isascii():
        return
    flags = [found.span() for found in _FLAG.finditer(text)]
    for pattern in (_RUN, _SPLIT_WORD, _TURNED):
        for found in pattern.finditer(text):
            if not any(start <= found.start() < end for start, end in flags):
                yield *found.span(), spelled(found[0])


def spelled(run: str) -> str:
    """What a run says: tags as the letters they copy, else what is left to see."""
    return "".join(
        chr(ord(char) - 0xE0000) if "\U000e0020" <= char <= "\U000e007e" else char
        for char in run
        if char.isprintable() or "\U000e0020" <= char <= "\U000e007e"
    )
