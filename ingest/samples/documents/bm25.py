"""A small search engine: BM25 over a handful of sentences.

BM25 ranks passages by the words that they share with a question. Three ideas are in it:

1. A rare word says more than a common one (inverse document frequency).
2. The second occurrence of a word says less than the first (saturation, constant K1).
3. A long passage contains more words by chance alone, so it is marked down (constant B).

Run it with ``python bm25.py`` or ``python bm25.py "your question"``; it needs nothing but Python.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter

K1 = 1.2  # 0 counts every word once; larger values let repetition count for longer
B = 0.75  # 0 ignores the length of a passage; 1 divides by it in full

PASSAGES = [
    "The early bird catches the worm.",
    "A bookworm is a person who reads a great many books.",
    "Some beetle larvae eat paper and are called bookworms.",
    "Earthworms loosen the soil and feed on fallen leaves.",
    "The library lends books for four weeks.",
]


def words(text: str) -> list[str]:
    """Lower-case words; there is no stemming, so "worm" does not match "worms"."""
    return re.findall(r"\w+", text.lower())


class BM25:
    """An index over passages that is built once and asked often."""

    def __init__(self, passages: list[str]) -> None:
        self.counts = [Counter(words(passage)) for passage in passages]
        self.lengths = [sum(counts.values()) for counts in self.counts]
        self.mean_length = sum(self.lengths) / len(self.lengths)
        self.containing = Counter(word for counts in self.counts for word in counts)

    def rarity(self, word: str) -> float:
        """Inverse document frequency; the 1 inside the logarithm keeps it above zero."""
        containing = self.containing[word]
        return math.log(1 + (len(self.counts) - containing + 0.5) / (containing + 0.5))

    def score(self, question: str, number: int) -> float:
        """How well passage ``number`` fits the question; 0 when they share no word."""
        length_factor = 1 - B + B * self.lengths[number] / self.mean_length
        total = 0.0
        for word in set(words(question)):
            times = self.counts[number][word]
            total += self.rarity(word) * times * (K1 + 1) / (times + K1 * length_factor)
        return total

    def rank(self, question: str) -> list[tuple[float, int]]:
        """All passages with a score above zero, best first."""
        scores = [(self.score(question, number), number) for number in range(len(self.counts))]
        return sorted((pair for pair in scores if pair[0] > 0), reverse=True)


def main() -> None:
    question = " ".join(sys.argv[1:]) or "who reads many books?"
    for score, number in BM25(PASSAGES).rank(question):
        sys.stdout.write(f"{score:.3f}  {PASSAGES[number]}\n")


if __name__ == "__main__":
    main()
