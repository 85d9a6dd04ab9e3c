"""What the doors (command line, HTTP, LangChain) call: search, ask, compare, read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from time import perf_counter

from rag.answer.answerer import Answerer
from rag.catalog.catalog import Shelf
from rag.conversation.answering import Answering
from rag.conversation.memory import remembered
from rag.conversation.parts import parts_of
from rag.conversation.rewriting import understood
from rag.errors import Busy, InvalidRequest, StorageError
from rag.explain.explainer import Explainer
from rag.explain.joining import joined
from rag.explain.records import Explanation
from rag.explore import Explorer, Solution, similarity
from rag.live import LiveIndex
from rag.protocols import Embedder, LanguageModel, Tokenizer
from rag.retrieve.followup import standalone
from rag.retrieve.retriever import Retriever
from rag.retrieve.trace import Plan, Trace
from rag.settings import Settings
from rag.types import Answer, Filter, FloatVector, Hit, Question, Turn
from rag.writing.events import Event
from rag.writing.responder import Responder

MOST_HITS = 100
LONGEST_QUESTION = 10_000
DEFAULT_HITS = 10


class Service:
    """Answers questions of one collection; safe to use from several threads."""

    def __init__(
        self,
        shelf: Shelf,
        index: LiveIndex,
        embedder: Embedder,
        retriever: Retriever,
        answerer: Answerer,
        responder: Responder,
        explainer: Explainer,
        explorer: Explorer,
        settings: Settings,
        language_model: LanguageModel | None = None,
    ) -> None:
        self.shelf = shelf
        self.index = index
        self._explorer = explorer
        self._embedder = embedder
        self._retriever = retriever
        self._answerer = answerer
        self._responder = responder
        self._explainer = explainer
        self._settings = settings
        self.language_model = language_model

    @property
    def embedder(self) -> Embedder:
        """What embeds the questions: the embedder of the generation that answers them."""
        return self._embedder

    @property
    def tokenizer(self) -> Tokenizer:
        return self._embedder.tokenizer

    def search(self, question: str, k: int = DEFAULT_HITS, filter: Filter | None = None) -> list[Hit]:
        """The k best passages. InvalidRequest for an empty or overlong question or an odd k."""
        _check(question, k)
        return self._retriever.search(self._retriever.prepare(question), k, filter)

    def ask(
        self,
        question: str,
        k: int = DEFAULT_HITS,
        history: Sequence[Turn] = (),
        filter: Filter | None = None,
        *,
        steps: bool = False,
    ) -> Answer:
        """A grounded answer or an abstention; the question is logged unless that is switched off.

        ``history`` are the exchanges before it, oldest first: a follow-up is answered as they make it stand alone. With
        ``steps`` a language model cuts a question that needs several answers; that takes as many times as long.
        """
        *_, last = self.ask_events(question, k, history, filter, steps=steps)
        assert isinstance(last, Answer)
        return last

    def ask_events(
        self,
        question: str,
        k: int = DEFAULT_HITS,
        history: Sequence[Turn] = (),
        filter: Filter | None = None,
        *,
        steps: bool = False,
    ) -> Iterator[Event]:
        """``ask`` as it comes: what was found, each sentence as soon as it is checked, and last the whole answer.

        A wrong call raises here, everything else while iterating. Closing the iterator ends the work.
        """
        _check(question, k)
        return self._logged(question, self._events(question, history, Plan(k, filter), steps=steps))

    def _logged(self, question: str, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, Answer) and self._settings.log_questions:
                # A full disk, or another process that writes for long, is no reason to withhold an answer.
                with suppress(StorageError, Busy):
                    self.shelf.journal.log_question(question, event, self._settings.keep_questions_days)
            yield event

    def consider(self, question: str, k: int = DEFAULT_HITS) -> Answer:
        """What the reader alone answers, unlogged; an abstention keeps what it withholds: for evaluation."""
        _check(question, k)
        timings: dict[str, float] = {}
        started = perf_counter()
        prepared, hits = Answering(self._retriever, self._responder, Plan(k), (), timings).find(question)
        answer = self._answerer.consider(prepared, hits)
        return _timed(answer, timings, started)

    def explain(
        self,
        question: str,
        k: int = DEFAULT_HITS,
        history: Sequence[Turn] = (),
        filter: Filter | None = None,
        document: str | None = None,
    ) -> Explanation:
        """What every stage makes of a question, unlogged; where a document (id, uri or its end) is lost, and why.

        Several questions at once are explained apart, as they are answered.
        """
        _check(question, k)
        plan, understood = Plan(k, filter), standalone(question, history)
        parts = parts_of(understood)
        if len(parts) == 1:
            return self._explainer.explain(question, understood, history, plan, document)
        explained = [self._explainer.explain(part.asked, part.question, history, plan, document) for part in parts]
        return joined(question, understood, explained)

    def found(self, question: str, k: int = DEFAULT_HITS) -> tuple[Question, list[Hit]]:
        """A question as the stages see it, and its passages: for training."""
        _check(question, k)
        prepared = self._retriever.prepare(question)
        return prepared, self._retriever.search(prepared, k)

    def prepared(self, text: str) -> Question:
        """A text as the stages see a question: its vector and its weighted terms."""
        _check(text, DEFAULT_HITS)
        return self._retriever.prepare(text)

    def traced(self, question: str, k: int = DEFAULT_HITS) -> Trace:
        """A search, with what each stage made of it."""
        return self._retriever.trace(self.prepared(question), Plan(k))

    def similar(self, texts: Sequence[str]) -> FloatVector:
        """The cosine of every pair of texts [n, n]."""
        return similarity(self._embedder, texts)

    def nearest(self, text: str, k: int = DEFAULT_HITS) -> list[Hit]:
        """The k chunks nearest in meaning, words left aside."""
        _check(text, k)
        return self._explorer.nearest(text, k)

    def near(self, vector: FloatVector, k: int = DEFAULT_HITS) -> list[Hit]:
        """The k chunks nearest to a unit vector of this collection's model; InvalidRequest for one of another."""
        if vector.shape != (self._embedder.dimension,):
            raise InvalidRequest(f"the vector is {vector.shape}", f"give {self._embedder.dimension} numbers")
        return self._explorer.near(vector, k)

    def embed(self, texts: Sequence[str]) -> FloatVector:
        """Unit vectors [n, dimension] as the passages have."""
        return self._embedder.embed(texts)

    def calculate(self, expression: str, k: int = DEFAULT_HITS) -> Solution:
        """What an expression like ``king - man + woman`` comes to, and the k nearest words and passages."""
        _check(expression, k)
        return self._explorer.solve(expression, k)

    def text(self, document_id: str, version: int | None = None) -> str:
        """The canonical text of a document's version, the newest unless told otherwise."""
        return self.shelf.passages.text(document_id, version)[0]

    def _events(self, question: str, history: Sequence[Turn], plan: Plan, *, steps: bool) -> Iterator[Event]:
        timings: dict[str, float] = {}
        started = perf_counter()
        turns = remembered(question, history, self._embedder)
        whole = understood(question, turns, self.language_model)
        answering = Answering(self._retriever, self._responder, plan, turns, timings)
        for event in answering.events(whole, self.language_model if steps else None):
            if isinstance(event, Answer):
                answer = _timed(event, timings, started)
                yield replace(answer, question=whole if whole != question else None)
            else:
                yield event


def _timed(answer: Answer, timings: dict[str, float], started: float) -> Answer:
    """The answer with the time of each stage [ms]; what the stages before it did not take is its own."""
    total = (perf_counter() - started) * 1000
    spent = timings | {"answer": total - sum(timings.values()), "total": total}
    return replace(answer, timings_ms={stage: round(time, 2) for stage, time in spent.items()})


def _check(question: str, k: int) -> None:
    if not question.strip():
        raise InvalidRequest("the question is empty", "ask something")
    if len(question) > LONGEST_QUESTION:
        raise InvalidRequest(f"the question is longer than {LONGEST_QUESTION} characters", "shorten it")
    if not 1 <= k <= MOST_HITS:
        raise InvalidRequest(f"k is {k}", f"choose from 1 to {MOST_HITS}")
