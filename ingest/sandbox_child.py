"""The inside of a sandbox: a process that takes jobs from its socket, one by one, until the socket ends.

Started as ``python -P -m ingest.sandbox_child TASK DESCRIPTOR MEGABYTES PARENT``. Its standard streams lead nowhere,
so a library that prints disturbs nobody. What it guards against is a file that makes a library loop, swell or crash;
it is no jail for code that an attacker already runs: files and network stay reachable for that.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from ingest.sandbox_wire import Message, TooLong, pack, receive
from rag.errors import RagError, ReadError

OUT_OF_MEMORY = 86
"""Exit status of a child that ran into its memory limit and noticed."""

_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 256
# Far above other processes: if the machine runs short of memory, a reader shall go, not the service.
_OOM_SCORE = "900"

Task = Callable[[Message], Message]


def main() -> None:
    """Serve jobs until the parent hangs up."""
    task, descriptor, megabytes, parent = sys.argv[1:]
    _die_with(int(parent))
    _limit(int(megabytes))
    channel = socket.socket(fileno=int(descriptor))
    try:
        function = _load(task)
        channel.sendall(pack({"ready": True}))
        while (job := receive(channel)) is not None:
            worn = _serve(channel, function, job, int(megabytes))
            if worn:
                return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _serve(channel: socket.socket, function: Task, job: Message, megabytes: int) -> bool:
    """Do one job; true when this process has grown so large that the next file deserves a fresh one."""
    reply = _answer(function, job)
    worn = _resident_megabytes() > megabytes / 2
    try:
        packed = pack({**reply, "last": worn})
    except TooLong:
        error = ReadError("The text of the file is too large", "Split the file")
        packed = pack({**_as_message(error), "last": worn})
    channel.sendall(packed)
    return worn


def _answer(function: Task, job: Message) -> Message:
    try:
        return {"result": function(job)}
    except RagError as error:
        return _as_message(error)
    except MemoryError:
        raise
    except RecursionError:
        return _as_message(ReadError("The file is nested too deeply", "Simplify the file"))
    except Exception as error:
        # Only the name: messages and traces of libraries hold paths, and pieces of the file.
        return _as_message(ReadError(f"The file is broken or not what it seems ({type(error).__name__})"))


def _as_message(error: RagError) -> Message:
    return {"error": {"code": error.code, "cause": error.cause, "remedy": error.remedy}}


def _load(task: str) -> Task:
    module, _, function = task.partition(":")
    loaded: Task = getattr(importlib.import_module(module), function)
    return loaded


def _die_with(parent: int) -> None:
    """Ask the kernel for our end when the parent's thread ends; elsewhere the end of the socket has to do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before the kernel was asked
        os._exit(0)


def _limit(megabytes: int) -> None:
    memory = megabytes << 20
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        # Some systems refuse some limits; the parent's clock and the others still hold.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE)


def _resident_megabytes() -> float:
    """Memory held now; where the system does not tell, the most that was ever held."""
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / (1 << 20)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)


if __name__ == "__main__":
    main()
