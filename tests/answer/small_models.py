"""Small models whose every figure can be worked out in one's head: words that count as terms, letters as meaning."""

from __future__ import annotations

import re
import string

import numpy as np

from rag.readings import Readable, Reading, ReadSpan
from rag.types import Question, SparseVector


class Words:
    """A lexical encoder: each word is a term of weight 1, numbered by its letters."""

    def query(self, text, languages) -> SparseVector:
        terms = sorted({int.from_bytes(word[:4].encode(), "big") for word in re.findall(r"[a-z]+", text.lower())})
        return SparseVector(np.array(terms, np.uint32), np.ones(len(terms), np.float32))


class Letters:
    """An embedder: a text is the counts of its letters, at unit length; it remembers what it was given."""

    dimension = 26

    def __init__(self) -> None:
        self.heard: list[str] = []

    def embed(self, texts) -> np.ndarray:
        self.heard += texts
        counts = np.array([[text.lower().count(letter) for letter in string.ascii_lowercase] for text in texts])
        return (counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1)).astype(np.float32)


class Marked:
    """A reader that knows the answers: each is the text given, with its share; it remembers what it was asked."""

    identity = "marked"

    def __init__(self, **shares: float) -> None:
        self._shares = {answer.replace("_", " "): share for answer, share in shares.items()}
        self.read_passages: list[Readable] = []

    def read(self, question, passages) -> list[Reading]:
        self.read_passages = list(passages)
        return [self._reading(passage.text) for passage in passages]

    def _reading(self, text: str) -> Reading:
        spans = [
            ReadSpan(text.index(answer), text.index(answer) + len(answer), share)
            for answer, share in self._shares.items()
            if answer in text
        ]
        sure = 0.9 if spans else 0.1
        return Reading(sure, sure, tuple(sorted(spans, key=lambda span: -span.share)))


def asked(text: str) -> Question:
    """A question as these models see it."""
    return Question(text, Letters().embed([text])[0], Words().query(text, ()))
