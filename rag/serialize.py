"""Answers and hits as the JSON of the public surface."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rag.types import Answer, Hit


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit of ``/v1/search`` and of every answer; a stage that did not run is null."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "scores": asdict(hit.scores),
        "ranks": asdict(hit.ranks),
        "chunk_id": hit.chunk_id,
        "document_id": hit.document_id,
        "version": hit.version,
        "uri": hit.uri,
        "title": hit.title,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "page": hit.page,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """The reply of ``/v1/ask``."""
    return {
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "sentences": [{"text": sentence.text, "citations": list(sentence.citations)} for sentence in answer.sentences],
        "citations": [asdict(citation) for citation in answer.citations],
        "hits": [hit_json(hit) for hit in answer.hits],
        "timings_ms": dict(answer.timings_ms),
        "standalone_question": answer.question,
    }
