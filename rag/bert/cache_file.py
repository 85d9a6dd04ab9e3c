"""Small files in the cache folder: written whole or not at all, and never a reason to fail."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from pathlib import Path

_log = logging.getLogger(__name__)


def read_cached(path: Path) -> str | None:
    """The text of a cached file; None when there is none or it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def write_cached(path: Path, text: str) -> None:
    """Write aside, flush to disk and rename; a cache that cannot be written costs time and nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    except OSError as error:
        _log.warning("The cache %s cannot be written (%s)", path.parent, error)
        return
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        _log.warning("The cache %s cannot be written (%s)", path.parent, error)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
