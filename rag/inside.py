"""What may be seen of a model's inside, by people who want to understand it: Protocols that an adapter may meet.

Questions are answered without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from rag.types import FloatVector


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a text: its number in the vocabulary, how it is spelled there, and what of the text it stands for.

    ``[start, end)`` are code points; both are 0 for a ``special`` token, which the model adds and which stands for no
    text. ``word`` counts the words that the tokenizer sees before it cuts them; None for special tokens. ``unknown``:
    the vocabulary has nothing for this piece. ``read`` is False behind the model's limit.
    """

    id: int
    piece: str
    start: int
    end: int
    word: int | None
    special: bool
    unknown: bool
    read: bool


@runtime_checkable
class PieceTokenizer(Protocol):
    """A tokenizer that shows how it cuts."""

    def pieces(self, text: str) -> list[Piece]:
        """Every token of a text in order, special ones included, those behind the model's limit too."""


@runtime_checkable
class PartsEmbedder(Protocol):
    """An embedder whose vectors are sums over tokens: a mean of token states, scaled to length 1."""

    def parts(self, texts: Sequence[str]) -> list[FloatVector]:
        """For each text one row a token that is read, special ones included, [tokens, dimension].

        The rows of a text add up to its unit vector, as far as the engine's rounding goes.
        """


@runtime_checkable
class IdTokenizer(Protocol):
    """A tokenizer that finds its way back from numbers to text."""

    def text_of(self, ids: Sequence[int]) -> str | None:
        """A text of which this tokenizer makes these ids, its special tokens around them; None where there is none."""
