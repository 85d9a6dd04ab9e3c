"""The points as a table for other programs: rows, and the CSV of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

from rag.catalog.mapped import Mapped, MappedDocument, MappedText
from rag.map.clusters import NONE
from rag.map.current import CurrentMap
from rag.map.distortion import when_known
from rag.map.labels import label_of

_BATCH = 2000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ExportedPoint:
    """A row of the table; ``cluster`` is its label, empty where the point is in none."""

    x: float
    y: float
    text: str
    title: str | None
    uri: str
    cluster: str
    language: str | None
    date: str
    chunk_id: int
    document_id: str
    distortion: float | None


COLUMNS = tuple(field.name for field in fields(ExportedPoint))


def exported(points: CurrentMap, mapped: Mapped) -> Iterator[list[ExportedPoint]]:
    """The rows in batches; a chunk that is deleted meanwhile is left out."""
    documents = {document.number: document for document in mapped.documents()}
    labels = [label_of(words) for words in points.words]
    for start in range(0, len(points), _BATCH):
        places = range(start, min(start + _BATCH, len(points)))
        texts = mapped.texts(points.chunk_ids[start : start + _BATCH].tolist())
        batch = []
        for place in places:
            text, document = texts.get(int(points.chunk_ids[place])), documents.get(int(points.documents[place]))
            if text is not None and document is not None:
                batch.append(_row(points, place, labels, text, document))
        yield batch


def csv_lines(points: CurrentMap, mapped: Mapped) -> Iterator[str]:
    """The table as CSV (RFC 4180), piece by piece."""
    yield _csv([list(COLUMNS)])
    for batch in exported(points, mapped):
        yield _csv([[harmless(value) for value in asdict(row).values()] for row in batch])


def harmless(value: object) -> object:
    """A value as a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _csv(rows: list[list[object]] | list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _row(
    points: CurrentMap, place: int, labels: list[str], text: MappedText, document: MappedDocument
) -> ExportedPoint:
    x, y = points.positions[place].tolist()
    cluster = int(points.clusters[place])
    return ExportedPoint(
        x=round(x, 6),
        y=round(y, 6),
        text=text.text,
        title=text.title,
        uri=text.uri,
        cluster="" if cluster == NONE else labels[cluster],
        language=document.language,
        date=document.date,
        chunk_id=text.chunk_id,
        document_id=text.document_id,
        distortion=when_known(int(points.distortions[place])),
    )
