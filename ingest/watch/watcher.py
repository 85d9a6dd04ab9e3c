"""Looks at a folder, and ingests what has come to rest in it, over and over."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.pipeline import Progress
from ingest.report import Problem, Report
from ingest.run import Ingestion
from ingest.sources import Found, SkippedSource, Source
from ingest.watch.look import Away, Look, Mark, look
from ingest.watch.wake import Wake
from rag.catalog.catalog import Catalog
from rag.catalog.leases import leased
from rag.errors import Busy, RagError, StorageError
from rag.settings import Settings

_SWEEP_SECONDS = 300.0
_AGAIN_SECONDS = 30.0
_PATIENCE = 10
_MOST_OF_THE_TIME = 10

Stored = tuple[str, str] | None


class Told(Protocol):
    """Told what happens, to be shown."""

    def passed(self, report: Report, moving: Sequence[str]) -> None:
        """What has been ingested, and the uris of files that are being written and are left for later."""

    def waits(self, error: RagError) -> None:
        """Why nothing can be done now; it goes on by itself."""

    def resumed(self) -> None:
        """What was waited for is over."""


def alone(catalog: Catalog, collection: str, folder: Path) -> AbstractContextManager[None]:
    """The right to keep a collection in step with a folder; Busy where another process does."""
    refusal = Busy(f"another rag watch keeps this collection in step with {folder}", "stop that one first")
    return leased(catalog.database, f"watch {collection} {folder.as_uri()}", refusal)


@dataclass(frozen=True, slots=True)
class _Done:
    """A file that has been dealt with: its mark then, and what the collection held of it afterwards."""

    mark: Mark
    stored: Stored


class Watcher:
    """Keeps one collection in step with one folder: what lies there at rest is stored as ``rag ingest`` stores it.

    A file is read once two looks, ``settle`` seconds apart, found it the same; so is the absence of a file believed.
    Each look is at the whole folder, so no report of a change is relied on. While files go on coming, a pass is made
    with those at rest after ten times ``settle``. A failure is told when it comes a second time, for the disk may have
    been away for a moment; a file that cannot be opened is tried again and again, at growing intervals. With ``keep``
    what leaves the folder stays in the collection.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        ingestion: Ingestion,
        told: Told,
        progress: Callable[[], AbstractContextManager[Progress]],
        *,
        settle: float,
        keep: bool = False,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._ingestion = ingestion
        self._told = told
        self._progress = progress
        self._settle = settle
        self._keep = keep
        self._before = Look()
        self._done: dict[str, _Done] = {}
        self._doubted: dict[str, Mark] = {}
        self._named: set[Problem] = set()
        self._again = 0.0
        self._tried: set[str] = set()
        self._said: set[tuple[str, str]] = set()
        self._waiting_for = ""
        self._moving_since: float | None = None
        self._first = True

    def run(self, wake: Wake) -> None:
        """Until it is interrupted."""
        while True:
            seconds, listen = self.turn()
            if listen:
                wake.wait(seconds)
            else:
                time.sleep(seconds)

    def turn(self) -> tuple[float, bool]:
        """Look once, and ingest what is due; returns the seconds until the next look, and whether to look sooner
        when something is reported."""
        try:
            return self._turn()
        except Away as error:
            self._wait_for(error)
            return max(self._settle, 1.0), False
        except (Busy, StorageError) as error:
            self._wait_for(error)
            return _AGAIN_SECONDS, True

    def _turn(self) -> tuple[float, bool]:
        now = look(self._folder, self._settings, self._before)
        known = self._ingestion.known()
        self._refuse_emptiness(now, known)
        self._doubted = {uri: mark for uri, mark in self._doubted.items() if now.marks.get(uri) == mark}
        moving, before = now.moving_since(self._before), self._before
        self._before = now
        pause = max(self._settle, _MOST_OF_THE_TIME * now.seconds)
        if moving and not self._is_impatient():
            return pause, False
        self._moving_since = time.monotonic() if moving else None
        self._pass(now, before, moving, known)
        if self._waiting_for:
            self._waiting_for = ""
            self._told.resumed()
        if moving or (self._doubted and self._again <= pause):
            return pause, False
        return (self._again if self._doubted else max(_SWEEP_SECONDS, pause)), True

    def _is_impatient(self) -> bool:
        """Whether files have been coming for so long that those at rest shall wait no more."""
        started = self._moving_since = self._moving_since or time.monotonic()
        return time.monotonic() - started >= _PATIENCE * self._settle

    def _pass(self, now: Look, before: Look, moving: set[str], known: dict[str, tuple[str, str]]) -> None:
        due = [source for source in now.found if self._is_due(source, now, moving, known)]
        gone = self._tried - now.marks.keys() - moving
        if not (due or (gone and not self._keep) or self._first):
            return
        # What has gone since the look before may be on its way back: editors replace files like that.
        present = [*now.found, *(source for source in before.found if source.uri in moving)]
        folders = () if self._keep else (self._folder.as_uri(),)
        with self._progress() as shown:
            report = self._ingestion.some([str(self._folder)], due, shown, folders=folders, present=present)
        self._sift(report, now)
        self._note(now, due, gone)
        if self._first or _tells(report):
            self._told.passed(report, sorted(moving & now.marks.keys()))
        self._first = False

    def _sift(self, report: Report, now: Look) -> None:
        """Note which failed files are to be tried again, and leave in the report what is new and sure."""
        failed = {problem.uri: problem for problem in report.failures if problem.uri in now.marks}
        fresh = {uri for uri in failed if self._doubted.get(uri) != now.marks[uri]}
        self._doubted = {uri: now.marks[uri] for uri in fresh | (failed.keys() & set(report.unopened))}
        named = self._named & set(failed.values())
        report.failures = [one for one in report.failures if one.uri not in fresh and one not in named]
        self._named = {problem for uri, problem in failed.items() if uri not in fresh}
        self._again = self._settle if fresh else min(2 * self._again, _SWEEP_SECONDS)

    def _is_due(self, source: Found, now: Look, moving: set[str], known: dict[str, tuple[str, str]]) -> bool:
        if isinstance(source, SkippedSource):
            return _words(source) not in self._said
        if source.uri in moving or source.uri not in now.marks:
            return False
        return self._done.get(source.uri) != _Done(now.marks[source.uri], known.get(source.uri))

    def _note(self, now: Look, due: Sequence[Found], gone: set[str]) -> None:
        known = self._ingestion.known()
        for source in due:
            if isinstance(source, Source) and source.uri not in self._doubted:
                self._done[source.uri] = _Done(now.marks[source.uri], known.get(source.uri))
        self._tried |= {source.uri for source in due if isinstance(source, Source)}
        self._tried -= gone
        for uri in gone:
            self._done.pop(uri, None)
        self._said = {_words(source) for source in now.found if isinstance(source, SkippedSource)}

    def _refuse_emptiness(self, now: Look, known: dict[str, tuple[str, str]]) -> None:
        """An empty folder where there were documents is more often a disk that is not there than a wish."""
        below = f"{self._folder.as_uri().rstrip('/')}/"
        if now.marks or self._keep or not any(uri.startswith(below) for uri in known):
            return
        remedy = f"If that is meant: rag ingest --prune {self._folder}"
        raise Away(f"{self._folder} is empty; its documents stay, in case a disk is missing", remedy)

    def _wait_for(self, error: RagError) -> None:
        if str(error) != self._waiting_for:
            self._waiting_for = str(error)
            self._told.waits(error)


def _tells(report: Report) -> bool:
    """Whether anything happened that is worth a line."""
    counts = report.added, report.replaced, report.unchanged, report.removed, report.failed, report.skipped
    return any(counts)


def _words(source: SkippedSource) -> tuple[str, str]:
    """What tells that something was said before: of a skip its place only, for the number of hidden files changes."""
    return source.uri, str(source.reason) if source.failed else ""
