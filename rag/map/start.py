"""Starting the computation of a map in a child process, so that nothing here waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rag.map.progress import ProgressFile, right_to_compute
from rag.settings import Settings

_FOLDER = "maps"
_THREADS = {"OMP_WAIT_POLICY": "PASSIVE"}
"""Threads that wait for each other sleep: on a busy machine they would take the time of those they wait for."""


def maps_folder(settings: Settings, collection: str) -> Path:
    """Where the maps of a collection are kept."""
    return settings.data.expanduser() / _FOLDER / collection


def start_child(settings: Settings, collection: str) -> subprocess.Popen[bytes] | None:
    """Begin to compute; None when somebody computes already.

    The child holds the right to compute from its first moment and for as long as it lives.
    """
    root = maps_folder(settings, collection)
    with right_to_compute(root) as held:
        if held is None:
            return None
        ProgressFile(root).tell("starting")
        return subprocess.Popen(
            [sys.executable, "-m", "rag.map.child", collection, str(held)],
            env=os.environ | settings.as_environment() | _THREADS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[held],
        )
