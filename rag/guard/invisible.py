"""Characters that no reader sees: zero-width, bidirectional controls, tags, variation selectors, other controls.

The set is Unicode's Default_Ignorable_Code_Point, with the control characters that are no white space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TAGS = "\U000e0000-\U000e007f"
"""A copy of ASCII that shows nothing: whole sentences can be written in it."""

BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks and controls of the writing direction; they can make text look like another."""

ZERO_WIDTH = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
)
"""Joiners, fillers, soft hyphens and the like."""

SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Variation selectors: one after a sign is type setting, many are a message."""

_RESERVED = "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"

UNSEEN = re.compile(f"[{TAGS}{BIDI}{ZERO_WIDTH}{SELECTORS}{_RESERVED}{_CONTROLS}]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = re.compile("[\u200b-\u200d]+")
_NO_JOINER = re.compile(f"(?![\u200b-\u200d]){UNSEEN.pattern}")


def visible(text: str) -> str:
    """``text`` without what no reader sees, its lines parted by ``\\n`` alone.

    A single joiner between two letters that Latin letters do not stand for is spelling (Persian, Khmer, the scripts
    of India) and stays.
    """
    text = _NO_JOINER.sub("", _LINE_END.sub("\n", text))
    return text if text.isascii() else _JOINERS.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    text, start, end = found.string, *found.span()
    joins = end - start == 1 and start > 0 and end < len(text) and _takes_joiner(text[start - 1], text[end])
    return found[0] if joins else ""


@lru_cache(maxsize=4096)
def _takes_joiner(*around: str) -> bool:
    return all(
        (char.isalpha() or unicodedata.category(char).startswith("M"))
        and not unicodedata.normalize("NFKC", char).isascii()
        for char in around
    )
