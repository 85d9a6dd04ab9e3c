"""Answers, hits and explanations from the JSON of the public surface, for who calls the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from rag.explain.records import STAGES, Change, Explanation, Gap, Outcome, PassageTrace, StagePlace, Suggestion, Verdict
from rag.types import Answer, Citation, Hit, Sentence, StageRanks, StageScores, Support
from rag.writing.events import Event, Found, Said

T = TypeVar("T")


def event_of(name: str, data: Mapping[str, Any]) -> Event:
    """An event of ``/v1/ask`` by its name."""
    if name == "hits":
        return Found(tuple(hit_of(hit) for hit in data["hits"]))
    if name == "sentence":
        cited = tuple(made_of(Citation, citation) for citation in data["cited"])
        return Said(_sentence(data), cited, data["question"])
    return answer_of(data)


def answer_of(data: Mapping[str, Any]) -> Answer:
    """The reply of ``/v1/ask``."""
    return Answer(
        text=data["answer"],
        abstained=data["abstained"],
        confidence=data["confidence"],
        reason=data["reason"],
        sentences=tuple(_sentence(sentence) for sentence in data["sentences"]),
        citations=tuple(made_of(Citation, citation) for citation in data["citations"]),
        hits=tuple(hit_of(hit) for hit in data["hits"]),
        timings_ms=data["timings_ms"],
        question=data["standalone_question"],
        generator=data["generator"],
        notes=tuple(data["notes"]),
        parts=tuple(_part(part, data) for part in data["parts"]),
    )


def _part(part: Mapping[str, Any], whole: Mapping[str, Any]) -> Answer:
    """One of several answers; its sentences name the citations of the whole."""
    sentences = tuple(_sentence(sentence) for sentence in whole["sentences"][part["begin"] : part["end"]])
    return Answer(
        text=" ".join(sentence.text for sentence in sentences) or None,
        abstained=part["abstained"],
        confidence=part["confidence"],
        reason=part["reason"],
        sentences=sentences,
        citations=tuple(made_of(Citation, citation) for citation in whole["citations"]),
        question=part["standalone_question"] or part["question"],
        asked=part["question"],
    )


def _sentence(data: Mapping[str, Any]) -> Sentence:
    support = data["support"]
    held = support and made_of(Support, support | {"unmatched": tuple(support["unmatched"])})
    return Sentence(data["text"], tuple(data["citations"]), held)


def hit_of(data: Mapping[str, Any]) -> Hit:
    """A hit of any reply."""
    stages = {"scores": made_of(StageScores, data["scores"]), "ranks": made_of(StageRanks, data["ranks"])}
    return made_of(Hit, {"context": "", **data, **stages, "suspicion": tuple(data["suspicion"])})


def explanation_of(data: Mapping[str, Any]) -> Explanation:
    """The reply of ``/v1/explain``, or one of its parts."""
    lost = data["document"]
    values = {
        "passages": tuple(_trace(passage) for passage in data["passages"]),
        "answer": made_of(Outcome, data["answer"]),
        "document": lost and _verdict(lost),
        "parts": tuple(explanation_of(part) for part in data.get("parts", ())),
    }
    return made_of(Explanation, {**data, **values})


def _trace(data: Mapping[str, Any]) -> PassageTrace:
    places = {stage: made_of(StagePlace, data[stage]) for stage in STAGES}
    return made_of(
        PassageTrace, {**data, **places, "suspicion": tuple(data["suspicion"]), "behind": tuple(data["behind"])}
    )


def _verdict(data: Mapping[str, Any]) -> Verdict:
    values = {
        "gaps": tuple(made_of(Gap, gap) for gap in data["gaps"]),
        "missing_words": tuple(data["missing_words"]),
        "changes": tuple(made_of(Change, change) for change in data["changes"]),
        "in_vain": tuple(data["in_vain"]),
        "suggestions": tuple(made_of(Suggestion, suggestion) for suggestion in data["suggestions"]),
    }
    return made_of(Verdict, {**data, **values})


def made_of(kind: type[T], data: Mapping[str, Any]) -> T:
    """A value of a dataclass from an object that may have more fields, as newer services' have."""
    return kind(**{field.name: data[field.name] for field in fields(kind)})  # type: ignore[arg-type]
