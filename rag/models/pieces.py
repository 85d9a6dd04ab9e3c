"""Token numbers to text while they come; a letter of several tokens waits until it is whole."""

from __future__ import annotations

from typing import Any

_BROKEN = "\ufffd"
_LONGEST_WAIT = 8
"""Tokens after which a broken letter is passed on as it is: no letter has so many bytes."""


class Pieces:
    """The text of one reply; special tokens are no part of it."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._context: list[int] = []
        self._waiting: list[int] = []

    def push(self, tokens: list[int]) -> str:
        """The text that these tokens add, or as much of it as is whole."""
        self._waiting += tokens
        text = self._new()
        if text.endswith(_BROKEN) and len(self._waiting) < _LONGEST_WAIT:
            return ""
        self._context, self._waiting = self._waiting, []
        return text

    def rest(self) -> str:
        """What still waits, when nothing more comes."""
        text = self._new() if self._waiting else ""
        self._waiting = []
        return text

    def _new(self) -> str:
        """Tokens are decoded with those before them, whose neighbour may decide on a space between them."""
        before = self._decode(self._context)
        return self._decode(self._context + self._waiting)[len(before) :]

    def _decode(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False))
