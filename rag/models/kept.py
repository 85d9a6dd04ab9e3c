"""What a model has computed of earlier prompts, kept for those that begin alike.

The fixed part of the prompt is computed once, and a follow-up pays for what is new in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

_SLOTS = 2
"""Two kinds of prompt take turns: one that makes a question stand alone, and one that answers it."""
_WORTH = 16
"""Common tokens below which a slot is left for the prompt that it serves better: every template begins alike."""


@dataclass(slots=True)
class Kept:
    """The tokens of a text, and the keys and values that a model has computed of them, in a cache that can be cut."""

    tokens: list[int]
    cache: Any


class Memory:
    """A few texts, the latest first; used by one thread."""

    def __init__(self) -> None:
        self._kept: list[Kept] = []

    def take(self, prompt: Sequence[int]) -> Kept | None:
        """What begins most like the prompt, cut to what they have in common; None when nothing does.

        At least one token is left to compute, because the model has to say something about it.
        """
        common = [min(_common(kept.tokens, prompt), len(prompt) - 1) for kept in self._kept]
        if not common or max(common) < _WORTH:
            return None
        kept = self._kept.pop(common.index(max(common)))
        kept.cache.crop(max(common) - len(kept.tokens))
        del kept.tokens[max(common) :]
        return kept

    def keep(self, kept: Kept) -> None:
        """Put it back, or in; the one that was not used for longest goes."""
        self._kept = [kept, *self._kept][:_SLOTS]

    def forget(self) -> None:
        """Free the memory."""
        self._kept.clear()


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
