"""Made-up passages and questions, small enough to check in one's head."""

from __future__ import annotations

import numpy as np

from rag.catalog.records import Passage
from rag.types import Question, SparseVector


def sparse(weights: dict[int, float]) -> SparseVector:
    terms = sorted(weights)
    return SparseVector(np.array(terms, np.uint32), np.array([weights[term] for term in terms], np.float32))


def question(vector: list[float], terms: dict[int, float]) -> Question:
    return Question("?", np.array(vector, np.float32), sparse(terms))


def passage(number: int, text: str = "", document: int = 1, ordinal: int = 0, version: int = 1, **facts) -> Passage:
    text = text or f"passage number {number} says {number * 7919}"
    start = ordinal * 100
    return Passage(
        chunk_id=number,
        document=document,
        document_id=f"d{document}",
        version=version,
        ordinal=ordinal,
        uri=f"file:///{document}",
        title=None,
        start=start,
        end=start + len(text),
        text=text,
        context="",
        page=None,
        vector=np.array(facts.get("vector", [1, 0]), np.float32),
        terms=sparse(facts.get("terms", {})),
    )
