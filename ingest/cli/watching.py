"""``rag watch``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import click

from ingest.cli.ingesting import ingestion, show_problems, summary
from ingest.cli.options import Call, common
from ingest.cli.progress import make_progress
from ingest.cli.show import printable
from ingest.report import Report
from ingest.sources import absolute
from rag.errors import InvalidRequest, RagError

if TYPE_CHECKING:
    from ingest.watch.wake import Wake

_MOST_SHOWN = 5
_MOST_CHANGES = 20


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--keep", is_flag=True, help="Keep documents whose file has left the folder.")
@click.option(
    "--settle", default=2.0, show_default=True, metavar="SECONDS", help="Read a file once it was at rest for this long."
)
@click.option(
    "--poll", type=float, metavar="SECONDS", help="Look this often; for network file systems, which are mute."
)
@common
def watch(call: Call, folder: Path, keep: bool, settle: float, poll: float | None) -> None:
    """Keep a collection in step with a folder, until it is stopped.

    What comes, changes, is renamed or leaves is stored or deleted as "rag ingest --prune FOLDER" would do it. Nothing
    is deleted because the folder, or a disk in it, is not there. Ctrl-C ends it; what was stored is stored.

    \b
    rag watch ~/manuals
    rag watch /mnt/share/manuals --poll 60      a network file system
    rag watch ~/manuals --keep --json           one JSON object a line
    """
    if not folder.is_dir():
        raise InvalidRequest(f"{folder} is no folder", "rag ingest reads single files")
    if settle < 0.1 or (poll is not None and poll < 0.1):
        raise InvalidRequest("--settle and --poll take 0.1 seconds at least")
    # A service is told to end by this signal, and ends as by Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    told = _Lines(call)
    try:
        _watch(call, absolute(folder), told, keep=keep, settle=settle, poll=poll)
    except KeyboardInterrupt:
        told.stopped()


def _watch(call: Call, folder: Path, told: _Lines, *, keep: bool, settle: float, poll: float | None) -> None:
    from ingest.watch.watcher import Watcher, alone
    from rag.compose import open_catalog

    with open_catalog(call.settings) as catalog, alone(catalog, call.collection, folder):
        _refuse_data(folder, call.settings.data)
        storing = ingestion(call, catalog)
        visible = not call.as_json and sys.stderr.isatty()
        wake = _wake(folder, call.settings.data, told, poll)
        told.begins(folder, call.collection)
        parts = folder, call.settings, storing, told, lambda: make_progress(visible=visible)
        Watcher(*parts, settle=settle, keep=keep).run(wake)


def _refuse_data(folder: Path, data: Path) -> None:
    if folder.resolve().is_relative_to(data.expanduser().resolve()):
        raise InvalidRequest(f"{folder} is in the data folder, which changes with every document", "watch another one")


def _wake(folder: Path, data: Path, told: _Lines, poll: float | None) -> Wake:
    from ingest.watch.wake import Clock, FolderEvents

    return FolderEvents(folder, data, told.refused) if poll is None else Clock(poll)


class _Lines:
    """What happens, a line each: for people with the time, for machines as JSON."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._below = ""

    def begins(self, folder: Path, collection: str) -> None:
        self._below = f"{folder.as_uri().rstrip('/')}/"
        self._line("begins", f"watching {folder} for {collection}; Ctrl-C ends it", folder=str(folder))

    def passed(self, report: Report, moving: Sequence[str]) -> None:
        changes = sorted(report.changes, key=lambda change: change.uri)
        named = [asdict(change) for change in changes]
        self._line("passed", summary(report), moving=list(moving), **report.as_json(), changes=named)
        if self._call.as_json:
            return
        for change in changes[:_MOST_CHANGES]:
            click.echo(f"  {change.kind}: {self._named(change.uri)}")
        if len(changes) > _MOST_CHANGES:
            click.echo(f"  ... and {len(changes) - _MOST_CHANGES} more (--json lists all)")
        show_problems(report)
        for uri in moving[:_MOST_SHOWN]:
            click.echo(f"  later: {uri}: it is being written", err=True)

    def waits(self, error: RagError) -> None:
        self._line("waits", f"waiting: {error}", reason=str(error))

    def resumed(self) -> None:
        self._line("resumed", "going on")

    def refused(self, reason: str) -> None:
        self._line("refused", reason, reason=reason)

    def stopped(self) -> None:
        self._line("stopped", "stopped; what was stored is stored")

    def _named(self, uri: str) -> str:
        """A file by its place in the folder."""
        return printable(unquote(uri.removeprefix(self._below)))

    def _line(self, event: str, words: str, **facts: Any) -> None:
        now = datetime.now(UTC)
        if self._call.as_json:
            self._call.print_json({"event": event, "at": now.isoformat(timespec="seconds"), **facts})
        else:
            click.echo(f"{now.astimezone():%H:%M:%S}  {words}")
