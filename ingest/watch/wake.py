"""When to look at a folder again: as soon as the system reports a change below it, or after some time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_TICK_SECONDS = 0.25
_GROUP_SECONDS = 0.1
_BLIND_SECONDS = 10.0


class Wake(Protocol):
    """Waits for the next reason to look."""

    def wait(self, seconds: float) -> None:
        """Return when something may have changed, after ``seconds`` at the latest."""


class Clock:
    """Wakes at an interval: for file systems that report nothing, such as those of a network."""

    def __init__(self, interval: float) -> None:
        self._interval = interval

    def wait(self, seconds: float) -> None:
        """Sleep for the interval, or for less."""
        time.sleep(min(seconds, self._interval))


class FolderEvents:
    """Wakes on what the system reports below a folder, hidden names and the data folder left aside.

    The report counts as a reason to look and nothing else: it may be late, doubled or lost. A folder that was replaced
    is watched anew. Where the system refuses (too many folders, say) this wakes every ten seconds, and ``refused`` is
    told why.
    """

    def __init__(self, folder: Path, data: Path, refused: Callable[[str], None]) -> None:
        self._named = folder
        self._folder = folder.resolve()
        self._data = data.expanduser().resolve()
        self._refused = refused
        self._identity = self._identify()
        self._events = self._opened()

    def wait(self, seconds: float) -> None:
        """As the protocol says, and soon after the folder itself was replaced."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._is_another():
                return
            if self._events is None:
                time.sleep(min(left, _BLIND_SECONDS))
                return
            if any(map(self._counts, self._next())):
                return

    def _is_another(self) -> bool:
        """Whether another folder has taken the place of the one that is watched; if so, that one is watched now."""
        identity = self._identify()
        if identity == self._identity:
            return False
        self._identity = identity
        self._folder = self._named.resolve()
        self._events = self._opened()
        return True

    def _next(self) -> set[str]:
        """The paths of the next group of reports; none after a tick without any."""
        assert self._events is not None
        try:
            return next(self._events)
        except (OSError, RuntimeError):
            # A name that is no text ends a watch, and so does a folder too many: begin another one.
            self._events = self._opened()
            return {str(self._folder)}

    def _opened(self) -> Iterator[set[str]] | None:
        try:
            return _begun(self._folder)
        except (OSError, RuntimeError) as error:
            self._refused(f"The system does not report changes ({error}); looking every {_BLIND_SECONDS:g} seconds")
            return None

    def _counts(self, path: str) -> bool:
        changed = Path(path)
        if changed.is_relative_to(self._data):
            return False
        inside = changed.relative_to(self._folder).parts if changed.is_relative_to(self._folder) else ()
        return not any(part.startswith(".") for part in inside)

    def _identify(self) -> tuple[int, int] | None:
        with suppress(OSError):
            status = self._named.stat()
            return status.st_dev, status.st_ino
        return None


def _begun(folder: Path) -> Iterator[set[str]]:
    """The reports of what changes from now on; OSError where the system refuses."""
    try:
        reports = _reports(folder, all_readable=True)
        # A watch begins with the first call; what that gives is older than the next look.
        next(reports)
    except PermissionError:
        reports = _reports(folder, all_readable=False)
        next(reports)
    return reports


def _reports(folder: Path, *, all_readable: bool) -> Iterator[set[str]]:
    """The paths that change below a folder, grouped; an empty set after a tick without any.

    Folders that may not be read are passed over only where there are some: other refusals would be, with them.
    """
    from watchfiles import watch

    changes = watch(
        folder,
        watch_filter=None,
        debounce=int(4_000 * _GROUP_SECONDS),
        step=int(1_000 * _GROUP_SECONDS),
        rust_timeout=int(1_000 * _TICK_SECONDS),
        yield_on_timeout=True,
        ignore_permission_denied=not all_readable,
    )
    return ({path for _, path in group} for group in changes)
