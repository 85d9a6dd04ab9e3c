"""Finding many points at once: by words, or by meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from rag.map.asking import land
from rag.map.current import CurrentMap, Ground
from rag.service import Service
from rag.types import FloatVector, Ranked

Mode = Literal["words", "meaning"]


@dataclass(frozen=True, slots=True)
class Found:
    """Points best first; ``place`` [2] is where the text lands, in mode ``meaning``."""

    ranked: Ranked
    place: FloatVector | None


def find(service: Service, ground: Ground, points: CurrentMap, text: str, mode: Mode, limit: int) -> Found:
    """Up to ``limit`` points: those in which one of the words stands, or those nearest in meaning."""
    question, view = service.prepared(text), service.index.view
    by_words = mode == "words"
    ranked = view.lexical(question.terms, limit) if by_words else view.dense(question.vector, limit)
    shown = points.shows(ranked.chunk_ids)
    place = None if by_words else land(ground, points, view, question.vector[np.newaxis])[0].place
    return Found(Ranked(ranked.chunk_ids[shown], ranked.scores[shown]), place)
