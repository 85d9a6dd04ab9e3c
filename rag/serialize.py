"""Answers and hits as the JSON of the public surface."""

from __future__ import annotations

from dataclasses import asdict
from itertools import accumulate
from typing import Any

from rag.explore import Explanation, Solution
from rag.explore.attribution import Side
from rag.types import Answer, Hit, Sentence


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
        "suspicion": list(hit.suspicion),
        "language": hit.language,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """The reply of ``/v1/ask``."""
    return {
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "sentences": [sentence_json(sentence) for sentence in answer.sentences],
        "citations": [asdict(citation) for citation in answer.citations],
        "hits": [hit_json(hit) for hit in answer.hits],
        "timings_ms": dict(answer.timings_ms),
        "standalone_question": answer.question,
        "generator": answer.generator,
        "notes": list(answer.notes),
        "parts": _parts_json(answer),
    }


def _parts_json(answer: Answer) -> list[dict[str, Any]]:
    """What became of each question, where several were asked: its answer is ``sentences[begin:end]``."""
    ends = list(accumulate((len(part.sentences) for part in answer.parts), initial=0))
    return [
        {
            "question": part.asked,
            "standalone_question": part.question if part.question != part.asked else None,
            "abstained": part.abstained,
            "confidence": round(part.confidence, 4),
            "reason": part.reason,
            "begin": begin,
            "end": end,
        }
        for part, begin, end in zip(answer.parts, ends, ends[1:], strict=False)
    ]


def sentence_json(sentence: Sentence) -> dict[str, Any]:
    """A sentence of an answer; ``support`` is null where the reader quoted it."""
    support = sentence.support
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "support": support and asdict(support) | {"probability": round(support.probability, 4)},
    }


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The reply of ``/v1/similar/explain``."""
    return {
        "cosine": _rounded(explanation.cosine),
        "a": _side_json(explanation.a),
        "b": _side_json(explanation.b),
        "links": [{"a": link.a, "b": link.b, "share": _rounded(link.share)} for link in explanation.links],
    }


def solution_json(solution: Solution) -> dict[str, Any]:
    """The reply of ``/v1/similar/arithmetic``."""
    return {
        "terms": [asdict(term) for term in solution.terms],
        "length": _rounded(solution.length),
        "words": [asdict(word) | {"cosine": _rounded(word.cosine)} for word in solution.words],
        "hits": [hit_json(hit) for hit in solution.hits],
        "words_compared": solution.words_compared,
        "passages_read": solution.passages_read,
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "tokens": [asdict(token.piece) | {"share": _rounded(token.share)} for token in side.tokens],
        "sentences": [
            asdict(sentence) | {"share": _rounded(sentence.share), "without": _rounded(sentence.without)}
            for sentence in side.sentences
        ],
    }


def _rounded(value: float | None) -> float | None:
    """Six digits: more would be noise of half precision."""
    return None if value is None else round(value, 6)
