"""The map: what can be asked of it, and what comes back. docs/map.md says what everything means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.ask import AskReply
from api.schemas.bounds import CollectionName, Count, Text
from api.schemas.requests import Request
from rag.service import DEFAULT_HITS

MOST_FOUND = 5000


class MapRequest(Request):
    """Compute a map."""

    collection: CollectionName = "default"


class MapAskRequest(Request):
    """Ask a question and see it on the map."""

    question: Text
    k: Count = DEFAULT_HITS
    collection: CollectionName = "default"


class MapSearchRequest(Request):
    """Find points: ``words`` that stand in them, or a text that they are near in ``meaning``."""

    text: Text
    mode: Literal["words", "meaning"]
    limit: Annotated[int, Field(strict=True, ge=1, le=MOST_FOUND)] = 1000
    collection: CollectionName = "default"


class ProgressReply(BaseModel):
    stage: str
    done: float


class FailureReply(BaseModel):
    message: str
    remedy: str


class StaleReply(BaseModel):
    """Chunks that came and went since the map was computed."""

    added: int
    removed: int


class FiguresReply(BaseModel):
    method: str
    seconds: float
    landmarks: int
    dimension: int
    neighbours: int
    trustworthiness: float | None
    continuity: float | None
    distortion: float | None
    measured_on: int


class ClusterReply(BaseModel):
    cluster: int
    label: str
    words: list[str]
    points: int
    x: float
    y: float


class MapReply(BaseModel):
    """The state of a collection's map; ``map`` names the newest one that can be shown."""

    state: Literal["absent", "computing", "ready", "failed"]
    map: str | None
    sequence: int
    progress: ProgressReply | None
    failure: FailureReply | None
    made_at: str | None
    points: int
    stale: StaleReply | None
    figures: FiguresReply | None
    clusters: list[ClusterReply]


class LegendDocumentReply(BaseModel):
    number: int
    id: str
    uri: str
    title: str | None
    folder: int
    language: int
    date: str
    points: int


class LegendEntryReply(BaseModel):
    name: str
    points: int


class LegendReply(BaseModel):
    sequence: int
    documents: list[LegendDocumentReply]
    folders: list[LegendEntryReply]
    languages: list[LegendEntryReply]
    first_date: str | None
    last_date: str | None


class PointReply(BaseModel):
    """One chunk: ``text`` is the document's text from ``start`` to ``end``, in Unicode code points."""

    chunk_id: int
    document_id: str
    number: int
    version: int
    uri: str
    title: str | None
    start: int
    end: int
    page: int | None
    context: str
    text: str
    x: float
    y: float
    cluster: int | None
    distortion: float | None


class NeighbourReply(BaseModel):
    chunk_id: int
    rank: int
    cosine: float
    rank_in_picture: int
    x: float
    y: float
    document_id: str
    uri: str
    title: str | None
    text: str


class NeighboursReply(BaseModel):
    chunk_id: int
    neighbours: list[NeighbourReply]
    kept: float


class LayerHitReply(BaseModel):
    chunk_id: int
    rank: int
    score: float | None
    cosine: float | None
    true_rank: int | None
    rank_in_picture: int | None


class LayersReply(BaseModel):
    dense: list[LayerHitReply]
    lexical: list[LayerHitReply]
    fused: list[LayerHitReply]
    read: list[LayerHitReply]
    cited: list[LayerHitReply]


class MapAskReply(BaseModel):
    question: str
    x: float
    y: float
    outside: bool
    distortion: float
    layers: LayersReply
    answer: AskReply


class MapSearchReply(BaseModel):
    mode: Literal["words", "meaning"]
    chunk_ids: list[int]
    scores: list[float]
    x: float | None
    y: float | None


class CopyReply(BaseModel):
    chunk_id: int
    document_id: str
    uri: str
    title: str | None
    text: str


class CopyGroupReply(BaseModel):
    cosine: float
    size: int
    points: list[CopyReply]


class MapDuplicatesReply(BaseModel):
    total: int
    groups: list[CopyGroupReply]


class UncoveredReply(BaseModel):
    question: str
    kind: Literal["refused", "disliked"]
    at: str
    times: int
    confidence: float | None
    x: float
    y: float
    outside: bool
    cosine: float | None
    chunk_id: int | None
    group: int


class UncoveredGroupReply(BaseModel):
    group: int
    label: str
    questions: int
    outside: int


class CoverageReply(BaseModel):
    questions: list[UncoveredReply]
    groups: list[UncoveredGroupReply]
