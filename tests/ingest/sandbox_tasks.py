"""Well-behaved and misbehaving tasks for the sandbox; imported by its children, so it stays light."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from rag.errors import EmptyExtraction, MissingExtra


def behave(job):
    return _BEHAVIOURS[job["do"]](job)


def end(job):
    """What a page does that a parser cannot bear."""
    os.kill(os.getpid(), signal.SIGKILL)


def _echo(job):
    return {"echo": job["value"], "pid": os.getpid()}


def _sleep(job):
    time.sleep(job["seconds"])
    return {"pid": os.getpid()}


def _swallow(job):
    return {"bytes": len(bytearray(job["megabytes"] << 20))}


def _print(job):
    sys.stdout.write("noise" * 10_000)
    sys.stdout.flush()
    sys.stderr.write("noise" * 10_000)
    os.write(1, b"noise" * 10_000)
    return {"printed": True}


def _die(job):
    os.kill(os.getpid(), job["signal"])
    time.sleep(60)


def _exit(job):
    os._exit(3)


def _refuse(job):
    raise EmptyExtraction("A scan", "Use OCR")


def _miss(job):
    raise MissingExtra("pandas", "tables")


def _break(job):
    raise ValueError(f"secret of {__file__}")


def _recurse(job):
    return _recurse(job)


def _environment(job):
    return {"environment": dict(os.environ), "path": sys.path, "directory": str(Path.cwd())}


def _limits(job):
    return {
        "address_space": resource.getrlimit(resource.RLIMIT_AS)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "oom_score": Path("/proc/self/oom_score_adj").read_text().strip(),
        "session": os.getsid(0),
        "pid": os.getpid(),
    }


def _breed(job):
    child = subprocess.Popen(["sleep", "600"])
    Path(job["note"]).write_text(str(child.pid))
    time.sleep(600)


def _ignore_everything(job):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        pass


def _long_reply(job):
    return {"text": "x" * job["characters"]}


def _hoard(job):
    _HOARD.append(b"x" * (job["megabytes"] << 20))
    return {"held": len(_HOARD)}


def _no_json(job):
    return {"set": {1, 2}}


_HOARD = []
_BEHAVIOURS = {
    "echo": _echo,
    "sleep": _sleep,
    "swallow": _swallow,
    "print": _print,
    "die": _die,
    "exit": _exit,
    "refuse": _refuse,
    "miss": _miss,
    "break": _break,
    "recurse": _recurse,
    "environment": _environment,
    "limits": _limits,
    "breed": _breed,
    "spin": _ignore_everything,
    "long": _long_reply,
    "hoard": _hoard,
    "no json": _no_json,
}
