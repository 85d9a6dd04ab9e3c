"""What a folder holds at one moment, told without reading a file, and what has changed since the look before."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from ingest.sources import Found, SkippedSource, Source, find
from rag.errors import InvalidRequest, SourceError
from rag.settings import Settings

Mark = tuple[int, int, int, int]
"""Inode, size, and the times of the last write and of the last change to the inode, in nanoseconds.

A file whose mark is the same has the same content, except where something writes into mapped memory.
"""


class Away(SourceError):
    """The folder is not there, or is not what it was: nothing may be concluded from what it lacks."""


@dataclass(frozen=True, slots=True)
class Look:
    """``found`` is all that ``rag ingest`` of the folder would find; ``marks`` are those of its files, by uri.

    ``devices`` says on which device each folder lay when a file was first seen in it; ``seconds`` is how long the look
    took.
    """

    found: tuple[Found, ...] = ()
    marks: dict[str, Mark] = field(default_factory=dict)
    devices: dict[Path, int] = field(default_factory=dict)
    seconds: float = 0.0

    def moving_since(self, before: Look) -> set[str]:
        """The uris that came, went or changed between two looks; what is written right now is among them."""
        either = self.marks.keys() | before.marks.keys()
        return {uri for uri in either if self.marks.get(uri) != before.marks.get(uri)}


def look(folder: Path, settings: Settings, before: Look) -> Look:
    """All that the folder holds now; Away when the folder itself is not there or cannot be listed.

    Where an earlier look saw another file system than lies there now, the place is found as a failed source, so that
    nobody takes what is missing in it for deleted.
    """
    started = time.monotonic()
    found = _found(folder, settings)
    sources = [source for source in found if isinstance(source, Source)]
    marks = {source.uri: mark for source in sources if (mark := _mark(source.path))}
    here = {parent: _device(parent) for parent in {source.path.parent for source in sources}}
    lost = {parent: device for parent, device in before.devices.items() if _device(parent) != device}
    return Look((*found, *_unmounted(lost)), marks, here | lost, time.monotonic() - started)


def _found(folder: Path, settings: Settings) -> list[Found]:
    try:
        if not folder.is_dir():
            raise Away(f"{folder} is not there")
        # A folder is walked, so nothing is ever downloaded into it.
        found = list(find([str(folder)], settings, folder))
    except InvalidRequest as error:
        raise Away(error.cause) from None
    for source in found:
        if isinstance(source, SkippedSource) and source.failed and source.uri == folder.as_uri():
            raise Away(f"{folder}: {source.reason.cause}")
    return found


def _mark(path: Path) -> Mark | None:
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _device(path: Path) -> int:
    """The device that a folder lies on; of one that is not there, the device of what it would be made in."""
    while True:
        try:
            return path.stat().st_dev
        except OSError:
            path = path.parent


def _unmounted(lost: Collection[Path]) -> list[SkippedSource]:
    """The uppermost of the folders that do not lie any more on the device on which they were first seen."""
    reason = SourceError("Another file system lay here", "What is missing in it stays; start anew if that is no mishap")
    uppermost = sorted(folder for folder in lost if not any(parent in lost for parent in folder.parents))
    return [SkippedSource(folder.as_uri(), reason, failed=True) for folder in uppermost]
