"""The words and short phrases of some passages, each with its vector: what a point can be named by."""

from __future__ import annotations

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from rag.protocols import Embedder
from rag.types import FloatVector

MOST_WORDS = 1200
MOST_PHRASES = 400
_KEPT = 5000
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]{0,30}[^\W_])?(?!\w)")


def candidates(texts: Iterable[str], carries_meaning: Callable[[str], bool]) -> list[str]:
    """The words of the texts that carry meaning, then the pairs of such words that stand in two texts or more.

    Earlier texts come first; the spelling is the one met most often. At most ``MOST_WORDS`` and ``MOST_PHRASES``.
    """
    words: dict[str, Counter[str]] = {}
    pairs: dict[str, Counter[str]] = {}
    for text in texts:
        found = [match for match in _WORD.finditer(text) if carries_meaning(match.group())]
        # A dict, not a set: the order must not depend on the process.
        for spelled in dict.fromkeys(match.group() for match in found):
            words.setdefault(spelled.casefold(), Counter())[spelled] += 1
        adjoining = (f"{one.group()} {two.group()}" for one, two in pairwise(found) if _adjoin(text, one, two))
        for pair in dict.fromkeys(adjoining):
            pairs.setdefault(pair.casefold(), Counter())[pair] += 1
    repeated = [spellings for spellings in pairs.values() if spellings.total() > 1]
    return [_most_common(spellings) for spellings in [*list(words.values())[:MOST_WORDS], *repeated[:MOST_PHRASES]]]


def _adjoin(text: str, one: re.Match[str], two: re.Match[str]) -> bool:
    return text[one.end() : two.start()] == " "


def _most_common(spellings: Counter[str]) -> str:
    return max(sorted(spellings), key=lambda spelling: spellings[spelling])


class WordVectors:
    """Embeds words and remembers the latest thousands of them; safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._known: OrderedDict[str, FloatVector] = OrderedDict()

    def of(self, words: Sequence[str]) -> FloatVector:
        """Unit vectors [len(words), dimension]."""
        with self._lock:
            known = {word: self._known[word] for word in words if word in self._known}
        new = [word for word in words if word not in known]
        if new:
            known |= dict(zip(new, self._embedder.embed(new), strict=True))
        self._remember({word: known[word] for word in words})
        return (
            np.stack([known[word] for word in words]) if words else np.empty((0, self._embedder.dimension), np.float32)
        )

    def _remember(self, vectors: dict[str, FloatVector]) -> None:
        with self._lock:
            self._known |= vectors
            for word in vectors:
                self._known.move_to_end(word)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
