"""The answers to the parts of a question made one answer: cited apart, numbered together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from rag.types import Answer, Citation, Hit, Sentence


def interleaved(rankings: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The hits of every part, the best of each first, each passage once, ranked anew."""
    mixed = chain.from_iterable(zip_longest(*rankings))
    each = {hit.chunk_id: hit for hit in reversed([hit for hit in mixed if hit is not None])}
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(reversed(each.values()), start=1))


def joined(parts: Sequence[Answer]) -> Answer:
    """One answer of those to the parts, in their order; it abstains when all do.

    Its confidence is that of the least sure part that is answered, for it is right only when each is.
    """
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for part in parts:
        sentences += [renumbered(sentence, len(citations)) for sentence in part.sentences]
        citations += part.citations
    given = [part for part in parts if not part.abstained]
    return Answer(
        text="\n".join(part.text or "" for part in given) or None,
        abstained=not given,
        confidence=min(part.confidence for part in given or parts),
        reason=_reason(parts, citations),
        sentences=tuple(sentences),
        citations=tuple(citations),
        hits=interleaved([part.hits for part in parts]),
        generator=" and ".join(dict.fromkeys(part.generator for part in parts)),
        notes=tuple(dict.fromkeys(chain.from_iterable(part.notes for part in parts))),
        parts=tuple(parts),
    )


def renumbered(sentence: Sentence, by: int) -> Sentence:
    """A sentence whose citations stand behind ``by`` others."""
    return replace(sentence, citations=tuple(place + by for place in sentence.citations))


def _reason(parts: Sequence[Answer], citations: Sequence[Citation]) -> str:
    answered = sum(not part.abstained for part in parts)
    if not answered:
        return parts[0].reason
    documents = len({citation.document_id for citation in citations})
    quoted = f"quoted from {'one document' if documents == 1 else f'{documents} documents'}"
    return f"{answered} of {len(parts)} questions answered, {quoted}"
