"""All stages of a question, run for real, with any of the things that decide them changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.answerer import Answerer
from rag.answer.ground import Source
from rag.answer.reading import UNREAD, Considered, ReadingGenerator, within
from rag.explain.records import Reach
from rag.protocols import Embedder, LexicalEncoder, PassageReader
from rag.readings import Readable, Reading
from rag.retrieve.retriever import Retriever
from rag.retrieve.trace import Plan, Trace
from rag.types import Answer, FloatVector, Hit, Question, Turn


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that decides what becomes of a question: change one, run again, and see.

    ``characters`` of text are read; an answer needs a confidence of ``threshold``.
    """

    text: str
    history: tuple[Turn, ...]
    plan: Plan
    characters: int
    threshold: float


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a setup: ``readings`` are those of the first hits, in their order."""

    setup: Setup
    trace: Trace
    considered: Considered
    readings: tuple[Reading, ...]
    answer: Answer


class Stages:
    """Runs setups of one collection; keeps nothing between them."""

    def __init__(
        self,
        retriever: Retriever,
        reader: PassageReader,
        embedder: Embedder,
        encoder: LexicalEncoder,
        source: Source,
        characters: int,
        threshold: Callable[[], float],
        *,
        quarantine: bool = True,
    ) -> None:
        self._retriever = retriever
        self._reader = reader
        self._embedder = embedder
        self.encoder = encoder
        self._source = source
        self._characters = characters
        self._threshold = threshold
        self._quarantine = quarantine

    def setup(self, text: str, history: Sequence[Turn], plan: Plan) -> Setup:
        """A setup as a question is asked now."""
        return Setup(text, tuple(history), plan, self._characters, self._threshold())

    def prepare(self, setup: Setup) -> Question:
        """Embed the question and weigh its terms."""
        return self._retriever.prepare(setup.text, setup.history)

    def search(self, question: Question, plan: Plan) -> Trace:
        """The first half: as far as the hits."""
        return self._retriever.trace(question, plan)

    def finish(self, setup: Setup, trace: Trace) -> Run:
        """The second half: read and answer."""
        generator = _Overheard(self._reader, self._embedder, self.encoder, setup.characters)
        answerer = Answerer(generator, self._source, lambda: setup.threshold, quarantine=self._quarantine)
        answer = answerer.consider(trace.question, trace.hits)
        return Run(setup, trace, generator.considered, generator.heard.readings, answer)

    def run(self, setup: Setup) -> Run:
        """Both halves."""
        return self.finish(setup, self.search(self.prepare(setup), setup.plan))


def reach_of_trace(trace: Trace, document: int) -> Reach:
    """How far retrieval brings a document (by its number)."""
    if any(passage.document == document for group in trace.arrangement.groups for passage in group.passages):
        return Reach.SHOWN
    fetched = any(passage.document == document for passage in trace.passages.values())
    return Reach.FETCHED if fetched else Reach.LOST


def reach(run: Run, document: int, document_id: str) -> Reach:
    """How far a document comes in all."""
    if not run.answer.abstained and any(one.document_id == document_id for one in run.answer.citations):
        return Reach.CITED
    read = run.considered.hits[: len(run.readings)]
    return Reach.READ if any(hit.document_id == document_id for hit in read) else reach_of_trace(run.trace, document)


class _Listening:
    """A reader that remembers what it said last."""

    def __init__(self, reader: PassageReader) -> None:
        self._reader = reader
        self.readings: tuple[Reading, ...] = ()

    @property
    def identity(self) -> str:
        return self._reader.identity

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        readings = self._reader.read(question, passages)
        self.readings = tuple(readings)
        return readings

    def support(self, statements: Sequence[tuple[str, Readable]]) -> FloatVector:
        return self._reader.support(statements)


class _Overheard(ReadingGenerator):
    """The generator of every answer; what it considered on the way is kept."""

    def __init__(self, reader: PassageReader, embedder: Embedder, encoder: LexicalEncoder, characters: int) -> None:
        self.heard = _Listening(reader)
        self.considered = Considered((), ())
        super().__init__(self.heard, embedder, encoder, characters)

    def consider(self, question: Question, hits: Sequence[Hit]) -> Considered:
        self.considered = super().consider(question, hits)
        if not self.considered.was_read:
            self.heard.readings = (UNREAD,) * len(within(hits, self._characters))
        return self.considered
