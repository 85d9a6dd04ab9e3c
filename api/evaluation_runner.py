"""Runs evaluations that were asked for over HTTP: in the background, one at a time, with progress."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from api.background import Background
from api.errors import log_failure
from api.services import Services
from rag.answer.confidence import CONFIDENCE_MODEL
from rag.catalog.catalog import Catalog
from rag.compose import answer_threshold
from rag.errors import Busy, NotFound, RagError
from rag.evaluate import Conditions, GoldQuestion, evaluate, headlines, to_json
from rag.settings import Settings

_SECONDS = 60.0

State = Literal["idle", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class RunState:
    """How far the newest run has come: ``done`` of ``questions``; ``evaluation`` is its id once it is stored.

    ``reason`` says why it failed.
    """

    state: State = "idle"
    name: str = ""
    done: int = 0
    questions: int = 0
    evaluation: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    collection: str
    gold: Sequence[GoldQuestion]


class _StoppedError(Exception):
    """The run was cancelled, or the service ends."""


class EvaluationRunner:
    """One run at a time; what a stop of the service interrupts is gone, for nothing depends on it."""

    def __init__(self, settings: Settings, catalog: Catalog, services: Services) -> None:
        self._settings = settings
        self._catalog = catalog
        self._services = services
        self._lock = threading.Lock()
        self._job: _Job | None = None
        self._state = RunState()
        self._cancelled = threading.Event()
        self.background = Background("evaluations", self._work, _SECONDS)

    def start(self, collection: str, name: str, gold: Sequence[GoldQuestion]) -> RunState:
        """Begin a run. Raises Busy while another one goes on, of any collection."""
        with self._lock:
            if self._state.state == "running":
                raise Busy("an evaluation is running", "wait until it is done, or cancel it")
            self._cancelled.clear()
            self._job = _Job(collection, gold)
            self._state = RunState("running", name, questions=len(gold))
        self.background.wake()
        return self._state

    def state(self, collection: str) -> RunState:
        """The newest run of a collection, as far as no other collection has had one since."""
        with self._lock:
            return self._state if self._job is not None and self._job.collection == collection else RunState()

    def cancel(self, collection: str) -> RunState:
        """Stop the run after the question it is at; NotFound when none is running."""
        if self.state(collection).state != "running":
            raise NotFound("no evaluation of this collection is running", "POST /v1/evaluations starts one")
        self._cancelled.set()
        return self.state(collection)

    def _work(self) -> None:
        job = self._job
        if job is None or self._state.state != "running":
            return
        try:
            self._set(state="done", evaluation=self._run(job, self._state.name))
        except _StoppedError:
            self._set(state="cancelled")
        except RagError as error:
            self._set(state="failed", reason=str(error))
        except Exception as error:
            cause = f"an error of the service; its log says more under {log_failure(error)}"
            self._set(state="failed", reason=cause)

    def _run(self, job: _Job, name: str) -> int:
        shelf = self._catalog.shelf(job.collection)
        threshold = answer_threshold(self._settings, self._catalog.collections, shelf.collection)
        conditions = Conditions(threshold(), CONFIDENCE_MODEL)
        run = to_json(evaluate(job.gold, self._services.get(job.collection), conditions, self._tell))
        return shelf.evaluations.add(name, headlines(run), run)

    def _tell(self, done: int, _questions: int) -> None:
        if self._cancelled.is_set() or self.background.stopping:
            raise _StoppedError
        self._set(done=done)

    def _set(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
