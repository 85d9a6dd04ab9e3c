"""How many tokens a prompt may take where the tokenizer is elsewhere: rather too many than too few."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from rag.types import Message

_BYTES = 3.0
"""UTF-8 bytes of a token of letters. English prose has four to five; languages that are seldom seen have fewer."""
_MESSAGE = 8
"""What a chat template puts around a message."""


def estimate_tokens(messages: Sequence[Message]) -> int:
    """An estimate from above for usual text: many tokenizers take every digit and every mark by itself."""
    return sum(_tokens(message.content) + _MESSAGE for message in messages) + _MESSAGE


def _tokens(text: str) -> int:
    marks = sum(not (mark.isalpha() or mark == " ") for mark in text if mark.isascii())
    return marks + ceil((len(text.encode("utf-8", "replace")) - marks) / _BYTES)
