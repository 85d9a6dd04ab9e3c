"""What a cluster is about, in words that stand in its texts.

Class-based TF-IDF (Grootendorst, BERTopic, 2022), counted once a chunk: a word is good when many chunks of the cluster
have it and few of the others; what many of the others have is no name at all. Words are whole and as they are mostly
spelled, two that stand together count as one term; Chinese, Japanese and Korean, which have no spaces, count by pairs
of characters.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.map.stop_words import STOP_WORDS
from rag.types import IntVector

WORDS = 6
_IN_LABEL = 3
_READ = 100
_TOO_COMMON = 0.3
_PAIR_WORTH = 1.5
_LEAST_CHUNKS = 2

_EAST = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_TERM = re.compile(rf"[{_EAST}]+|[^\W\d_{_EAST}][^\W_{_EAST}]*(?:['’-][^\W\d_]+)*")

Texts = Callable[[Sequence[int]], Mapping[int, str]]


def words_of(chunk_ids: IntVector, clusters: NDArray[np.uint16], count: int, texts: Texts) -> list[list[str]]:
    """The best words of each of the clusters 0 .. count - 1, best first; ``texts`` reads chunks by their ids."""
    drawn = np.random.default_rng(0)
    chosen = []
    for cluster in range(count):
        mine = chunk_ids[clusters == cluster]
        chosen.append(mine if len(mine) <= _READ else np.sort(drawn.choice(mine, _READ, replace=False)))
    counted = [_Terms(texts([int(chunk) for chunk in chunks]).values()) for chunks in chosen]
    return _best_words(counted)


def label_of(words: Sequence[str]) -> str:
    """A cluster's words as its name."""
    return ", ".join(words[:_IN_LABEL])


class _Terms:
    """In how many of some texts each term stands, and how it is spelled."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.chunks = 0
        self.having: Counter[str] = Counter()
        self.spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            self.chunks += 1
            here = {term.casefold(): term for term in _terms(text)}
            self.having.update(here.keys())
            for term, spelling in here.items():
                self.spelled[term][spelling] += 1

    def spelling(self, term: str) -> str:
        """How a term is mostly spelled here."""
        return self.spelled[term].most_common(1)[0][0]


def _best_words(clusters: Sequence[_Terms]) -> list[list[str]]:
    everywhere: Counter[str] = Counter()
    for terms in clusters:
        everywhere.update(terms.having)
    total = sum(terms.chunks for terms in clusters)
    usual = sum(everywhere.values()) / max(len(clusters), 1)
    stop_words = _stop_words()
    chosen = []
    for terms in clusters:
        most = _TOO_COMMON * (total - terms.chunks)
        common = {term for term, having in terms.having.items() if everywhere[term] - having > most}
        chosen.append(_chosen(terms, everywhere, usual, stop_words | common))
    return chosen


def _chosen(terms: _Terms, everywhere: Counter[str], usual: float, ignored: set[str]) -> list[str]:
    least = min(_LEAST_CHUNKS, terms.chunks)

    def worth(term: str) -> float:
        share = terms.having[term] / terms.chunks
        return share * math.log(1 + usual / everywhere[term]) * (_PAIR_WORTH if " " in term else 1)

    fitting = (term for term, having in terms.having.items() if having >= least and not ignored & {*term.split()})
    best: list[str] = []
    used: set[str] = set()
    for term in sorted(fitting, key=lambda term: (-worth(term), term)):
        # "file" says nothing more beside "open file", nor "files" beside "file".
        roots = {part.rstrip("s") for part in term.split()}
        if roots & used:
            continue
        best.append(terms.spelling(term))
        used |= roots
        if len(best) == WORDS:
            break
    return best


def _terms(text: str) -> Iterator[str]:
    before, end = "", -1
    for match in _TERM.finditer(text):
        word = match[0]
        if _is_east(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
            before = ""
            continue
        if len(word) < 3:
            before = ""
            continue
        yield word
        if before and text[end : match.start()] == " ":
            yield f"{before} {word}"
        before, end = word, match.end()


def _is_east(word: str) -> bool:
    return re.match(f"[{_EAST}]", word) is not None


def _stop_words() -> set[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return set(ENGLISH_STOP_WORDS) | STOP_WORDS
