"""One sandboxed child as its parent sees it: started, asked, watched by the clock, killed."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress

from ingest.sandbox_child import OUT_OF_MEMORY
from ingest.sandbox_wire import Message, TooLong, pack, receive
from rag.errors import RagError, ReadError, ReaderStopped

_START_SECONDS = 60.0
_INHERITED = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT")
_WAIT = "Try again when the machine is less busy"
_MORE_MEMORY = "Raise RAG_FILE_MEGABYTES"


class Stopped(Exception):
    """The sandbox is being closed: give up whatever is going on."""


class _OutOfTime(Exception):
    pass


class ChildProcess:
    """One child from its start to its end; all methods belong to one thread, whose end also ends the child.

    ``stop`` is a descriptor that becomes readable when everything shall end.
    """

    def __init__(self, task: str, megabytes: int, settings: Mapping[str, object], stop: int) -> None:
        """Start a child without waiting for it; OSError when the system refuses."""
        self._stop = stop
        self._greeted = False
        self._channel, theirs = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._channel, selectors.EVENT_READ)
        self._selector.register(stop, selectors.EVENT_READ)
        with theirs:
            # -P: a folder of documents may hold a json.py, and the current folder is no place to import from.
            command = [sys.executable, "-P", "-m", "ingest.sandbox_child", task]
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(megabytes), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(settings),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether the child still holds its end of the socket, which it does until it dies."""
        if self._channel.fileno() < 0:
            return False
        if not any(key.fd != self._stop for key, _ in self._selector.select(0)):
            return True
        try:
            return bool(self._channel.recv(1, socket.MSG_PEEK))
        except ConnectionError:
            return False

    def ask(self, job: Message, seconds: float) -> Message | RagError:
        """Give the child a job and wait for its reply; ReaderStopped when it is late or dies.

        Raises Stopped, the child killed, when the sandbox closes meanwhile.
        """
        try:
            if not self._greeted and self._exchange(None, _START_SECONDS) is not None:
                self._greeted = True
            reply = self._exchange(job, seconds) if self._greeted else None
        except _OutOfTime:
            self.kill()
            return _late(seconds) if self._greeted else ReaderStopped("The reader did not start in time", _WAIT)
        except (TooLong, ValueError, RecursionError):
            self.kill()
            return ReaderStopped("The reader's reply cannot be understood", "Split the file")
        except Stopped:
            self.kill()
            raise
        if reply is None:
            return self._post_mortem()
        if reply.get("last"):
            self.kill()
        return _outcome(reply)

    def kill(self) -> None:
        """End the child and all its children; safe to call twice."""
        if self._process.returncode is None:
            # Before the child is waited for: until then its number cannot belong to anybody else.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._selector.close()
        self._channel.close()

    def _exchange(self, job: Message | None, seconds: float) -> Message | None:
        """Send a job, or none, and wait for one message; None when the child is gone."""
        end = time.monotonic() + seconds
        if job is not None:
            try:
                self._channel.settimeout(seconds)
                self._channel.sendall(pack(job))
            except TimeoutError:
                raise _OutOfTime from None
            except ConnectionError:
                return None

        def wait() -> None:
            left = end - time.monotonic()
            ready = self._selector.select(left) if left > 0 else []
            if any(key.fd == self._stop for key, _ in ready):
                raise Stopped
            if not ready:
                raise _OutOfTime

        return receive(self._channel, wait)

    def _post_mortem(self) -> RagError:
        """Why the child hung up: its own exit status is known before its socket closes."""
        self.kill()
        status = self._process.returncode
        if not self._greeted:
            return ReaderStopped(f"The reader could not start (status {status})", f"{_MORE_MEMORY}, or reinstall")
        if status == OUT_OF_MEMORY:
            return ReaderStopped("The file needs more memory than a reader may take", _MORE_MEMORY)
        if status == -signal.SIGKILL:
            return ReaderStopped("The reader was killed (SIGKILL), most likely for want of memory", _MORE_MEMORY)
        if status < 0:
            name = signal.Signals(-status).name
            # Libraries abort where memory cannot be had, so a crash may be just that.
            cause = f"The reader crashed on the file ({name}), perhaps for want of memory"
            return ReaderStopped(cause, f"{_MORE_MEMORY} if the file is sound")
        return ReaderStopped(f"The reader ended unexpectedly (status {status})", "Try again, or convert the file")


def could_not_start() -> ReaderStopped:
    """The error for a child that the system refuses to start."""
    return ReaderStopped("The reader could not start", _WAIT)


def _late(seconds: float) -> ReaderStopped:
    return ReaderStopped(f"The file was not read within {seconds:g} s", "Raise RAG_FILE_SECONDS")


def _outcome(reply: Message) -> Message | RagError:
    result, error = reply.get("result"), reply.get("error")
    if isinstance(result, dict):
        return result
    if isinstance(error, dict):
        return _revive(str(error.get("code")), str(error.get("cause")), str(error.get("remedy")))
    return ReadError("The reader gave no result")


def _revive(code: str, cause: str, remedy: str) -> RagError:
    """The error of that code, of its own class but without its constructor, which may want other things."""
    kind = _error_kinds().get(code, ReadError)
    error = kind.__new__(kind)
    RagError.__init__(error, cause, remedy)
    return error


def _error_kinds() -> dict[str, type[RagError]]:
    kinds, pending = {}, [RagError]
    while pending:
        kind = pending.pop()
        kinds[kind.code] = kind
        pending += kind.__subclasses__()
    return kinds


def _environment(settings: Mapping[str, object]) -> dict[str, str]:
    """What a child may know: where things lie, how to write text, and the settings it is meant to have.

    Passwords, keys and proxies of the parent stay behind. The child imports what the parent can import.
    """
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    environment |= {f"RAG_{name.upper()}": str(value) for name, value in settings.items() if value is not None}
    # Threads reserve address space, which the memory limit counts: those of numerical libraries, and for each of any
    # kind the C library a heap of its own.
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if os.path.isabs(path))  # noqa: PTH117
    return environment
