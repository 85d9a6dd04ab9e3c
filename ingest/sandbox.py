"""A pool of child processes that run a function on untrusted files, and can be killed when a file misbehaves."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from queue import SimpleQueue
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar

from ingest.sandbox_process import ChildProcess, Stopped, could_not_start
from ingest.sandbox_wire import Message
from rag.errors import Busy, RagError

K = TypeVar("K")

_IN_FLIGHT_PER_WORKER = 2
_NOTHING: Mapping[str, object] = MappingProxyType({})

_Results = SimpleQueue[tuple[Any, Message | BaseException]]
_Job = tuple[_Results, Any, Message]


class Sandbox:
    """Runs ``task`` ("module:function", a JSON-able dict to a JSON-able dict) in ``workers`` child processes.

    A job that takes over ``seconds`` or a child that grows past ``megabytes`` is killed and replaced, and only
    that job fails. Children are started when the context is entered, stay warm from job to job, see none of the
    environment but ``settings`` as ``RAG_*`` variables, and end with it. ``run`` is for one thread, ``ask`` for many.
    """

    def __init__(
        self,
        task: str,
        *,
        workers: int,
        seconds: float,
        megabytes: int,
        settings: Mapping[str, object] = _NOTHING,
    ) -> None:
        self._task = task
        self._workers = workers
        self._seconds = seconds
        self._megabytes = megabytes
        self._settings = dict(settings)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._stop: tuple[int, int] | None = None
        self._closing = threading.Lock()

    def __enter__(self) -> Self:
        self._stop = os.pipe()
        self._threads = [
            threading.Thread(target=self._work, args=(self._stop[0],), name=f"sandbox-{number}", daemon=True)
            for number in range(self._workers)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, jobs: Iterable[tuple[K, Message]]) -> Iterator[tuple[K, Message | RagError]]:
        """The outcome of each job with its key, in the order in which they finish.

        Jobs are pulled only as children become free, two a child at most being under way. A reader's RagError
        comes back as itself, any other failure as ReadError, a killed or crashed child as ReaderStopped.
        An iteration that is left early closes the sandbox.
        """
        if not self._threads:
            raise RuntimeError("the sandbox is not open")
        results: _Results = SimpleQueue()
        under_way = 0
        try:
            for key, job in jobs:
                self._jobs.put((results, key, job))
                under_way += 1
                while under_way >= _IN_FLIGHT_PER_WORKER * self._workers or not results.empty():
                    yield _outcome(results)
                    under_way -= 1
            while under_way:
                yield _outcome(results)
                under_way -= 1
        except BaseException:
            self.close()
            raise

    def ask(self, job: Message) -> Message:
        """The result of one job, from any thread; raises what ``run`` gives as an error, Busy while closing."""
        results: _Results = SimpleQueue()
        with self._closing:
            if self._stop is None:
                raise _stopping()
            self._jobs.put((results, None, job))
        _, outcome = _outcome(results)
        if isinstance(outcome, RagError):
            raise outcome
        return outcome

    def close(self) -> None:
        """Kill every child, whatever it is doing; safe to call twice."""
        with self._closing:
            if self._stop is None:
                return
            receiving, sending = self._stop
            self._stop = None
        os.close(sending)
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        os.close(receiving)
        self._threads = []
        while not self._jobs.empty():
            if (item := self._jobs.get()) is not None:
                item[0].put((item[1], _stopping()))

    def _work(self, stop: int) -> None:
        """One worker's life: keep a child ready, hand it jobs, replace it when it dies."""
        jobs, child = self._jobs, None
        try:
            with suppress(OSError):  # a first start that fails is tried again, and reported, with the first job
                child = self._living(None, stop)
            while (item := jobs.get()) is not None:
                results, key, job = item
                try:
                    child = self._living(child, stop)
                    results.put((key, child.ask(job, self._seconds)))
                except Stopped:
                    results.put((key, _stopping()))
                    return
                except OSError:
                    results.put((key, could_not_start()))
                except BaseException as error:
                    # A fault of ours: it belongs to whoever waits for this job, not to this thread.
                    results.put((key, error))
        finally:
            if child is not None:
                child.kill()

    def _living(self, child: ChildProcess | None, stop: int) -> ChildProcess:
        """The child itself while it lives, else its successor."""
        if child is not None:
            if child.alive:
                return child
            child.kill()
        return ChildProcess(self._task, self._megabytes, self._settings, stop)


def _stopping() -> Busy:
    return Busy("the service is stopping", "try again when it is back")


def _outcome(results: _Results) -> tuple[Any, Message | RagError]:
    key, outcome = results.get()
    if isinstance(outcome, BaseException) and not isinstance(outcome, RagError):
        raise outcome
    return key, outcome
