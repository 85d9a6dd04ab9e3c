"""What the map's replies look like in JSON, the same over HTTP and on the command line."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from rag.catalog.mapped import MappedText
from rag.catalog.records import Passage
from rag.map.asking import AskedOnMap, LayerHit
from rag.map.clusters import NONE
from rag.map.coverage import Coverage
from rag.map.current import CurrentMap
from rag.map.distortion import when_known
from rag.map.labels import label_of
from rag.map.legend import Legend
from rag.map.maps import MapState
from rag.serialize import answer_json

_HEAD = 300


def state_json(state: MapState) -> dict[str, Any]:
    """The reply of ``GET /v1/map``."""
    shown, progress, failure = state.current, state.progress, state.failure
    return {
        "state": state.state,
        "map": shown.stored.name if shown else None,
        "sequence": shown.sequence if shown else 0,
        "progress": {"stage": progress.stage, "done": progress.done} if progress else None,
        "failure": {"message": failure.failure, "remedy": failure.remedy} if failure else None,
        "made_at": shown.stored.made_at if shown else None,
        "points": len(shown) if shown else 0,
        "stale": {"added": shown.added, "removed": shown.removed} if shown else None,
        "figures": asdict(shown.stored.figures) if shown else None,
        "clusters": _clusters_json(shown) if shown else [],
    }


def legend_json(legend: Legend) -> dict[str, Any]:
    """The reply of ``GET /v1/map/legend``."""
    documents = [
        asdict(row.document) | {"folder": row.folder, "language": row.language, "points": row.points}
        for row in legend.documents
    ]
    return asdict(legend) | {"documents": documents}


def point_json(points: CurrentMap, point: int, passage: Passage) -> dict[str, Any]:
    """The reply of ``GET /v1/map/points/{chunk_id}``."""
    cluster = int(points.clusters[point])
    named = ("chunk_id", "document_id", "version", "uri", "title", "start", "end", "page", "context", "text")
    return {name: getattr(passage, name) for name in named} | {
        "number": passage.document,
        **place_json(points.positions[point]),
        "cluster": None if cluster == NONE else cluster,
        "distortion": when_known(int(points.distortions[point])),
    }


def head_json(text: MappedText) -> dict[str, Any]:
    """A chunk named: where it is from and how it begins."""
    return {
        "chunk_id": text.chunk_id,
        "document_id": text.document_id,
        "uri": text.uri,
        "title": text.title,
        "text": text.text[:_HEAD],
    }


def asked_json(question: str, asked: AskedOnMap) -> dict[str, Any]:
    """The reply of ``POST /v1/map/ask``."""
    return {
        "question": question,
        **place_json(asked.spot.place),
        "outside": asked.spot.outside,
        "distortion": round(asked.spot.distortion, 3),
        "layers": {layer: [_hit_json(hit) for hit in hits] for layer, hits in asked.layers.items()},
        "answer": answer_json(asked.answer),
    }


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """The reply of ``GET /v1/map/coverage``."""
    questions = [
        asdict(covered.unanswered)
        | place_json(covered.spot.place)
        | {
            "outside": covered.spot.outside,
            "cosine": covered.cosine,
            "chunk_id": covered.chunk_id,
            "group": covered.group,
        }
        for covered in coverage.questions
    ]
    groups = [{"group": number} | asdict(group) for number, group in enumerate(coverage.groups)]
    return {"questions": questions, "groups": groups}


def place_json(place: Any) -> dict[str, float]:
    """A place [2] of the picture."""
    return {"x": round(float(place[0]), 6), "y": round(float(place[1]), 6)}


def _hit_json(hit: LayerHit) -> dict[str, Any]:
    rounded = {name: None if (value := getattr(hit, name)) is None else round(value, 5) for name in ("score", "cosine")}
    return asdict(hit) | rounded


def _clusters_json(points: CurrentMap) -> list[dict[str, Any]]:
    sizes = Counter(points.clusters.tolist())
    return [
        {"cluster": number, "label": label_of(words), "words": words, "points": sizes[number]}
        | place_json(points.centres[number])
        for number, words in enumerate(points.words)
    ]
