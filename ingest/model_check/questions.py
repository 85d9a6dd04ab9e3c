"""One question of the samples, answered by a language model: what it said, and what of that stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from ingest.model_check.overheard import Overheard, Reply
from rag.answer.quarantine import unsuspected
from rag.evaluate.answers import count_words
from rag.evaluate.gold import GoldQuestion
from rag.evaluate.judge import is_right, verifies
from rag.service import Service
from rag.types import Answer, Citation, Hit
from rag.writing.events import Said
from rag.writing.leading import leads
from rag.writing.refusal import refuses
from rag.writing.sentences import Cutter, Stated


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question brought.

    ``right``: an accepted answer was given and its place cited. ``written`` are the sentences of the replies but for
    refusals and headings, ``left_out`` those of them that were not sent. ``named`` counts the passages that the model
    cited by itself for the sentences it wrote, ``stood`` those of them that carry the sentence in the answer.
    ``failure``: why the model broke off; ``by_reader``: the reader answered in its place. ``reader_*``: the reader
    alone. ``first``: seconds to the first sentence, None without one; ``whole``: to the end.
    """

    id: str
    question: str
    answerable: bool
    answer: str | None
    replies: tuple[str, ...]
    right: bool
    words: int
    written: int
    left_out: tuple[str, ...]
    named: int
    stood: int
    citations: int
    verified: int
    failure: str | None
    by_reader: bool
    reader_answered: bool
    reader_right: bool
    reader_words: int
    first: float | None
    whole: float


def asked(gold: GoldQuestion, service: Service, model: Overheard) -> Asked:
    """Ask it, and hold what came against what the model said."""
    answer, first, whole = _timed(service, gold.question)
    replies = tuple(model.replies)
    alone = service.consider(gold.question)
    stated = [one for reply in replies for one in _stated(reply)]
    sent = Counter(sentence.text for sentence in answer.sentences)
    named, stood = _own_citations(stated, answer) if len(replies) == 1 else (0, 0)
    failure = next((reply.failure for reply in replies if reply.failure), None)
    return Asked(
        id=gold.id,
        question=gold.question,
        answerable=gold.answerable,
        answer=answer.text,
        replies=tuple(reply.text for reply in replies),
        right=not answer.abstained and bool(is_right(gold, answer)),
        words=count_words(answer.text or ""),
        written=len(stated),
        left_out=tuple(one.text for one in stated if not _taken(one.text, sent)),
        named=named,
        stood=stood,
        citations=len(answer.citations),
        verified=sum(verifies(citation, service.text) for citation in answer.citations),
        failure=failure.cause if failure else None,
        by_reader=failure is not None and answer.generator == "reader",
        reader_answered=not alone.abstained,
        reader_right=not alone.abstained and bool(is_right(gold, alone)),
        reader_words=0 if alone.abstained else count_words(alone.text or ""),
        first=first,
        whole=whole,
    )


def _timed(service: Service, question: str) -> tuple[Answer, float | None, float]:
    """The answer, and the seconds to its first sentence and to its end."""
    started = perf_counter()
    first = None
    for event in service.ask_events(question):
        if isinstance(event, Said) and first is None:
            first = perf_counter() - started
    assert isinstance(event, Answer)
    return event, first, perf_counter() - started


def _stated(reply: Reply) -> Iterator[Stated]:
    """The sentences of a reply that state something; one that was broken off within is none."""
    cutter = Cutter()
    for stated in (*cutter.add(reply.text), *(cutter.finish() if reply.ended else ())):
        if not refuses(stated.text) and not leads(stated.text):
            yield stated


def _taken(text: str, sent: Counter[str]) -> bool:
    """Whether a sentence is among those sent; each of them counts once."""
    there = sent[text] > 0
    sent[text] -= there
    return there


def _own_citations(stated: Sequence[Stated], answer: Answer) -> tuple[int, int]:
    """How many passages the model named for its sentences, and how many of these carry the sentence."""
    # A prompt numbers the passages that may be answered from, in their order.
    passages = unsuspected(answer.hits)
    carried = {one.text: [answer.citations[place] for place in one.citations] for one in answer.sentences}
    named = [(one.text, number) for one in stated for number in one.passages]
    stood = sum(
        number <= len(passages) and any(_lies_in(cited, passages[number - 1]) for cited in carried.get(text, ()))
        for text, number in named
    )
    return len(named), stood


def _lies_in(citation: Citation, passage: Hit) -> bool:
    same = (citation.document_id, citation.version) == (passage.document_id, passage.version)
    return same and passage.start <= citation.start and citation.end <= passage.end
