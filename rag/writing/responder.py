"""Reader or language model: who answers, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answer.answerer import REFUSAL, Answerer, joined
from rag.types import Answer, Hit, Question
from rag.writing.confidence import confidence
from rag.writing.events import Event, Found, told
from rag.writing.routing import Write, asks_model
from rag.writing.writer import Draft, Writer


class Responder:
    """Lets the reader answer, and where that is called for a language model, held to the passages that were found."""

    def __init__(self, answerer: Answerer, writer: Writer | None, write: Write) -> None:
        self._answerer = answerer
        self._writer = writer
        self._write = write

    def respond(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
        """``Found``, each sentence as soon as it is checked, and the whole answer.

        When the model fails before anything was said, the reader's answer takes its place.
        """
        read = self._answerer.consider(question, hits)
        shown = replace(read, sentences=(), citations=()) if read.abstained else read
        if self._writer is None or not asks_model(self._write, question.text, read):
            yield from told(shown)
            return
        yield Found(read.hits)
        draft = self._writer.draft(question, self._answerer.trusted(read.hits))
        yield from draft.said()
        if draft.failure is not None and not draft.sentences:
            note = f"The language model gave no answer ({draft.failure.cause}); the reader answered in its place."
            _, *events = told(replace(shown, notes=(*shown.notes, note)))
            yield from events
        else:
            yield _whole(draft, read, self._writer.model.name)


def _whole(draft: Draft, read: Answer, name: str) -> Answer:
    """The answer that a draft has become; the refusal where nothing of it is left."""
    sentences = tuple(draft.sentences)
    return Answer(
        text=joined(sentences) if sentences else None,
        abstained=not sentences,
        confidence=confidence(sentences, draft.citations, read),
        reason=_reason(draft, name),
        sentences=sentences,
        citations=draft.citations,
        hits=read.hits,
        generator=name,
        notes=(*read.notes, *_notes(draft)),
    )


def _reason(draft: Draft, name: str) -> str:
    if draft.sentences:
        documents = len({citation.document_id for citation in draft.citations})
        return f"written by {name} from {'one document' if documents == 1 else f'{documents} documents'}"
    if draft.refused:
        return f"{REFUSAL}: {name} found no answer in the passages"
    return f"{REFUSAL}: the passages support nothing of what {name} wrote"


def _notes(draft: Draft) -> Iterator[str]:
    if draft.dropped:
        what = "One sentence was" if draft.dropped == 1 else f"{draft.dropped} sentences were"
        yield f"{what} left out that the passages do not support."
    if draft.failure is not None:
        yield f"The language model stopped before its end ({draft.failure.cause})."
