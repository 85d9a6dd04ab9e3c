"""Which chunks of a document speak to a language model: judged where untrusted files are read, shown as a warning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rag.guard.suspicion import Reason, judge
from rag.types import Chunk, Document

_MOST_NAMED = 3


def judged(document: Document, chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks, each with its suspicion where it is to be kept from language models.

    Title and headings are judged with each chunk they stand above: a prompt holds them too.
    """
    return [replace(chunk, suspicion=_suspicion(document.text, chunk)) for chunk in chunks]


def with_warning(document: Document, chunks: Sequence[Chunk]) -> Document:
    """The document with a warning that counts the chunks that are kept from language models and says why."""
    suspicions = [chunk.suspicion for chunk in chunks if chunk.suspicion]
    if not suspicions:
        return document
    count = f"{len(suspicions)} passages speak" if len(suspicions) > 1 else "a passage speaks"
    said = dict.fromkeys(
        f"{reason['name']} (\u201c{reason['words']}\u201d)" for found in suspicions for reason in found["reasons"]
    )
    warning = f"{count} to a language model, and no answer is taken from there: {'; '.join(list(said)[:_MOST_NAMED])}"
    return replace(document, warnings=(*document.warnings, warning))


def _suspicion(text: str, chunk: Chunk) -> dict[str, Any] | None:
    """What is stored: the score, and the reasons with their place in the document's text."""
    above = f"{chunk.context}\n\n" if chunk.context else ""
    found = judge(above + text[chunk.start : chunk.end])
    if not found.is_quarantined:
        return None
    return {
        "score": found.score,
        "reasons": [_placed(reason, chunk.start - len(above), chunk) for reason in found.reasons],
    }


def _placed(reason: Reason, offset: int, chunk: Chunk) -> dict[str, Any]:
    """A reason in document offsets; one in title or headings has none, and stands where its chunk begins."""
    start, end = (max(chunk.start, place + offset) for place in (reason.start, reason.end))
    return {"name": reason.name, "start": start, "end": end, "words": reason.words}
