"""From what a user names (files, folders, patterns, URLs) to the sources that can be read, one by one."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.files import hash_file, kind_name, too_large, unreadable
from rag.errors import InvalidRequest, RagError, SourceError
from rag.settings import Settings

if TYPE_CHECKING:
    from ingest.fetch import Fetched

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_MAGIC = re.compile(r"[*?\[]")
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: ``path`` holds its bytes, ``name`` is fit to be shown, ``limit`` is the most bytes read.

    ``content_type`` is what a web server said of it, a hint only. The bytes may change or vanish at any time,
    so store the hash of the bytes that were read and use ``hash`` only to see whether reading is needed.
    """

    uri: str
    path: Path
    name: str
    size: int
    modified: datetime | None
    limit: int
    content_type: str | None = None

    def hash(self) -> str:
        """SHA-256 of the bytes now on disk; SourceError or TooLarge when they cannot be read."""
        return hash_file(self.path, self.limit)


@dataclass(frozen=True, slots=True)
class SkippedSource:
    """Something that is not read, and why; ``failed`` when the user should expect that it had been."""

    uri: str
    reason: RagError
    failed: bool


@dataclass(frozen=True, slots=True)
class UnmodifiedSource:
    """A document whose server says that it is as it was when it was stored; there is nothing to read."""

    uri: str


Found = Source | SkippedSource | UnmodifiedSource
Identity = tuple[int, int]


def find(arguments: Sequence[str], settings: Settings, downloads: Path) -> Iterator[Found]:
    """Every source that the arguments name, each once, folders in sorted order, found lazily.

    A quoted pattern may hold ``*``, ``?``, ``[...]`` and ``**``; a folder that it matches is walked. Hidden
    files, links and the data folder inside folders are left out. URLs are fetched into ``downloads``, which the
    caller removes when all is read. Raises InvalidRequest at once when a path or pattern names nothing.
    """
    limit = settings.max_file_megabytes << 20
    streams = [_stream(argument, settings, limit, downloads) for argument in arguments]
    return _each_once(chain.from_iterable(streams))


def file_uri(path: Path) -> str:
    """``file://`` and the absolute path, percent-encoded byte by byte; links in it are not resolved."""
    return absolute(path).as_uri()


def _stream(argument: str, settings: Settings, limit: int, downloads: Path) -> Iterable[Found]:
    if _SCHEME.match(argument):
        return _fetched(argument, settings, downloads)
    if not argument or "\0" in argument:
        raise InvalidRequest(f"{argument!r} is no path")
    path = absolute(Path(argument))
    try:
        status = path.stat()
    except OSError as error:
        if _MAGIC.search(argument):
            return _matching(path, argument, limit, _identity(settings.data))
        raise InvalidRequest(f"{_shown(argument)}: {error.strerror}", "Name a file, a folder or a URL") from None
    if stat.S_ISDIR(status.st_mode):
        return _walk(path, limit, _identity(settings.data))
    # A link that the user named is followed here, once and for all; the document keeps the name given.
    return [_inspect(path.resolve(), file_uri(path), status, limit, path.name)]


def _fetched(url: str, settings: Settings, downloads: Path) -> Iterator[Found]:
    from ingest.fetch import fetch

    try:
        page = fetch(url, settings, downloads)
    except RagError as error:
        yield SkippedSource(url, error, failed=True)
        return
    yield web_source(page.uri, page, settings)


def web_source(uri: str, page: Fetched, settings: Settings) -> Source:
    """A fetched page as a source of this uri."""
    parts = urlsplit(uri)
    name = _shown(unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc)
    limit = settings.max_fetch_megabytes << 20
    return Source(uri, page.path, name, page.size, page.modified, limit, page.content_type)


def _matching(pattern: Path, argument: str, limit: int, data: Identity | None) -> Iterable[Found]:
    """Walk the fixed part of a pattern and keep what the rest matches."""
    fixed = next(number for number, part in enumerate(pattern.parts) if _MAGIC.search(part))
    root, wanted = Path(*pattern.parts[:fixed]), pattern.parts[fixed:]
    found = _walk(root, limit, data, lambda path: _matches(path.relative_to(root).parts, wanted))
    first = next(found, None)
    if first is None:
        raise InvalidRequest(f"{_shown(argument)}: nothing matches", "Name a file, a folder, a pattern or a URL")
    return chain([first], found)


def _matches(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a path or one of the folders that it lies in matches all of the pattern."""
    if not wanted:
        return True
    if wanted[0] == "**":
        return any(_matches(parts[skipped:], wanted[1:]) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], wanted[0]) and _matches(parts[1:], wanted[1:])


def _walk(
    root: Path, limit: int, data: Identity | None, wanted: Callable[[Path], bool] | None = None
) -> Iterator[Found]:
    """What lies in a folder, depth first in sorted order, without recursion: trees may be deep."""
    hidden = 0
    pending = [root]
    while pending:
        path = pending.pop()
        try:
            status = path.stat() if path == root else path.lstat()
            if path != root and data == (status.st_dev, status.st_ino):
                yield SkippedSource(path.as_uri(), SourceError("It is the data folder of this service"), failed=False)
            elif stat.S_ISDIR(status.st_mode):
                names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208 (names are enough, and cheaper)
                pending.extend(path / name for name in names if not name.startswith("."))
                hidden += sum(name.startswith(".") for name in names)
            elif wanted is None or wanted(path):
                yield _inspect(path, path.as_uri(), status, limit, path.name)
        except OSError as error:
            if path == root and wanted is not None:
                return
            yield SkippedSource(path.as_uri(), unreadable(error), failed=True)
    if hidden and wanted is None:
        reason = SourceError(f"Hidden files and folders below it are left out: {hidden}", "Name one to ingest it")
        yield SkippedSource(root.as_uri(), reason, failed=False)


def _inspect(path: Path, uri: str, status: os.stat_result, limit: int, name: str) -> Found:
    if not stat.S_ISREG(status.st_mode):
        reason = SourceError(f"It is {kind_name(status.st_mode)}, not a file", "Name what it leads to")
        return SkippedSource(uri, reason, failed=False)
    if status.st_size > limit:
        return SkippedSource(uri, too_large(limit), failed=True)
    return Source(uri, path, _shown(name), status.st_size, _moment(status.st_mtime), limit)


def _each_once(found: Iterable[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for source in found:
        if source.uri not in seen:
            seen.add(source.uri)
            yield source


def _identity(data: Path) -> Identity | None:
    """Device and inode of the data folder, by whatever name a walk comes upon it; None before it is made."""
    try:
        status = data.expanduser().stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def absolute(path: Path) -> Path:
    """The whole path, its links kept: a document is known under the name that the user gave."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def _shown(name: str) -> str:
    """A name without control, bidirectional or undecodable characters."""
    visible = "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in name)
    return _BIDI_CONTROLS.sub("\ufffd", visible)


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
