"""A question on the map: where it lands, and what each stage of answering it found, as layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from rag.map.current import OUTSIDE_BELOW, CurrentMap, Ground, onto_rim
from rag.map.figures import ranks_in_picture
from rag.map.neighbours import DenseView, truly_nearest
from rag.retrieve.trace import POOL, Trace
from rag.service import Service
from rag.types import Answer, FloatVector, Hit

_RANKED = 1000

LAYERS = ("dense", "lexical", "fused", "read", "cited")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a text lands: its place [2], the picture's distortion there, and whether the corpus has nothing near it."""

    place: FloatVector
    distortion: float
    outside: bool


@dataclass(frozen=True, slots=True)
class LayerHit:
    """A chunk as a stage ranked it, with its cosine to the question and its places in truth and in the picture."""

    chunk_id: int
    rank: int
    score: float | None
    cosine: float | None
    true_rank: int | None
    rank_in_picture: int | None


@dataclass(frozen=True, slots=True)
class AskedOnMap:
    """The answer, where the question landed, and for each of ``LAYERS`` its hits, best first."""

    answer: Answer
    spot: Spot
    layers: Mapping[str, Sequence[LayerHit]]


def land(ground: Ground, points: CurrentMap, view: DenseView, vectors: FloatVector) -> list[Spot]:
    """Where texts land, given their vectors [n, dimension]."""
    landing = ground.land(vectors)
    rim = onto_rim(landing.places)
    spots = []
    for row, vector in enumerate(vectors):
        nearest = truly_nearest(view, points, vector, 1)
        outside = not len(nearest) or float(nearest.scores[0]) < OUTSIDE_BELOW
        spots.append(Spot((rim if outside else landing.places)[row], float(landing.distortions[row]), outside))
    return spots


def ask_on_map(service: Service, ground: Ground, points: CurrentMap, question: str, k: int) -> AskedOnMap:
    """Answer a question and show its way through the stages."""
    trace = service.traced(question, k)
    answer = service.ask(question, k)
    view = service.index.view
    (spot,) = land(ground, points, view, trace.question.vector[np.newaxis])
    found = {layer: _shown(points, scored) for layer, scored in _stages(trace, answer).items()}
    describe = _Describer(points, spot, trace, truly_nearest(view, points, trace.question.vector, _RANKED).chunk_ids)
    return AskedOnMap(answer, spot, {layer: describe.hits(scored) for layer, scored in found.items()})


Scored = Iterable[tuple[int, float | None]]


def _stages(trace: Trace, answer: Answer) -> dict[str, Scored]:
    """Chunk ids and scores of each stage, best first."""
    read = ((hit.chunk_id, hit.scores.read) for hit in answer.hits if hit.scores.read is not None)
    return {
        "dense": zip(trace.dense.chunk_ids.tolist(), trace.dense.scores.tolist(), strict=True),
        "lexical": zip(trace.lexical.chunk_ids.tolist(), trace.lexical.scores.tolist(), strict=True),
        "fused": [(candidate.chunk_id, candidate.fused) for candidate in trace.fusion.candidates],
        "read": sorted(read, key=lambda scored: -scored[1]),
        "cited": [(chunk_id, None) for chunk_id in _cited(answer)],
    }


def _cited(answer: Answer) -> list[int]:
    """The chunks that citations stand in, each once, in the order of the citations."""
    found: dict[int, None] = {}
    for citation in answer.citations:
        for hit in answer.hits:
            if _is_in(citation.document_id, citation.start, citation.end, hit):
                found[hit.chunk_id] = None
                break
    return list(found)


def _is_in(document_id: str, start: int, end: int, hit: Hit) -> bool:
    return hit.document_id == document_id and hit.start < end and start < hit.end


def _shown(points: CurrentMap, scored: Scored) -> list[tuple[int, float | None]]:
    return list(islice(((chunk, score) for chunk, score in scored if points.point(chunk) is not None), POOL))


class _Describer:
    """Says of chunks where they are, in truth and in the picture, seen from a question."""

    def __init__(self, points: CurrentMap, spot: Spot, trace: Trace, truly: Iterable[int]) -> None:
        self._points = points
        self._spot = spot
        self._trace = trace
        self._true_ranks = {int(chunk): rank for rank, chunk in enumerate(truly, start=1)}

    def hits(self, scored: Sequence[tuple[int, float | None]]) -> list[LayerHit]:
        """A layer; all of its chunks are on the map."""
        if not scored:
            return []
        places = np.searchsorted(self._points.chunk_ids, [chunk for chunk, _ in scored])
        pictured = ranks_in_picture(self._points.positions, self._spot.place, places).tolist()
        return [
            LayerHit(chunk, rank, score, self._cosine(chunk), self._true_ranks.get(chunk), in_picture)
            for rank, ((chunk, score), in_picture) in enumerate(zip(scored, pictured, strict=True), start=1)
        ]

    def _cosine(self, chunk: int) -> float | None:
        passage = self._trace.passages.get(chunk)
        return None if passage is None else float(passage.vector @ self._trace.question.vector)
