"""Prompt-lookup decoding: what was written before after the same tokens is the guess for what comes now.

A grounded answer copies from its passages, so many guesses are right, and a model checks a row of guesses in little
more time than it takes for one token. Wrong guesses cost time and never change the reply.
"""

from __future__ import annotations

from collections.abc import Sequence

_SIZES = (3, 2)
"""Tokens that must agree, the longer match first."""
LEAST, MOST = 2, 16
"""Tokens of a guess, which grows while guesses are right and shrinks while they are not."""


class Lookup:
    """Guesses for one reply; holds its prompt and what was written of it."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens: list[int] = []
        self._seen: dict[tuple[int, ...], int] = {}
        self._length = 4
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """The next token of the text."""
        end = len(self._tokens)
        for size in _SIZES:
            if end >= size:
                self._seen[tuple(self._tokens[end - size :])] = end
        self._tokens.append(token)

    def guess(self, most: int) -> list[int]:
        """Up to ``most`` tokens that may come next; none when this place is like no earlier one."""
        for size in _SIZES:
            start = self._seen.get(tuple(self._tokens[-size:]))
            if start is not None:
                return self._tokens[start : start + min(self._length, most)]
        return []

    def learn(self, guessed: int, right: int) -> None:
        """How many of the guessed tokens were right: the next guess is longer or shorter."""
        if guessed and right == guessed:
            self._length = min(MOST, self._length * 2)
        elif guessed:
            self._length = max(LEAST, right + 1)
