"""The progress bars of ingestions and of longer stages, or none where nobody looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from ingest.pipeline import Progress


class _Shown:
    def __init__(self, bar: Bar, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self._chunks = 0
        self._started = time.monotonic()

    def found(self, sources: int) -> None:
        self._bar.update(self._task, total=sources)

    def finished(self, sources: int, chunks: int) -> None:
        self._chunks += chunks
        speed = self._chunks / max(time.monotonic() - self._started, 1e-3)
        self._bar.update(self._task, advance=sources, speed=f"{speed:.0f} chunks/s")


@contextmanager
def make_progress(*, visible: bool) -> Iterator[Progress]:
    """Shows files done, chunks a second and time left on stderr while it is open."""
    if not visible:
        from ingest.run import Quiet

        yield Quiet()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Shown(bar, bar.add_task("ingest", total=None, speed=""))


@contextmanager
def stage_progress(*stages: str, visible: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar for each stage on stderr; what it gives is told a stage, how much of it is done, and of how much."""
    if not visible:
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks = {stage: bar.add_task(stage, total=None) for stage in stages}

        def tell(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total)

        yield tell
