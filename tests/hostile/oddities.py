"""What a folder may hold besides plain files with plain names."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.case import Case, Expectation, passage


def odd_cases(outside: Path) -> Iterator[Case]:
    """``outside`` is a folder that links lead to and nothing of which may be stored."""
    yield Case("odd/pipe", None, "reported", lambda path, _: os.mkfifo(path))
    yield Case("odd/socket", None, "reported", _socket)
    yield Case("odd/loop", None, "reported", lambda path, _: path.symlink_to(".."))
    yield Case("odd/self", None, "reported", lambda path, _: path.symlink_to("self"))
    yield Case("odd/broken-link", None, "reported", lambda path, _: path.symlink_to("nowhere"))
    yield Case("odd/outside", None, "reported", lambda path, _: path.symlink_to(outside))
    yield Case("odd/outside.txt", None, "reported", lambda path, _: path.symlink_to(outside / "secret.txt"))
    yield Case("odd/device", None, "reported", lambda path, _: path.symlink_to("/dev/zero"))
    yield Case("odd/sparse.txt", None, "reported", _sparse)
    yield Case("odd/unreadable.txt", None, _unreadable(), _locked)
    yield from _odd_names()
    yield Case("odd/ancient.txt", None, "found", lambda path, word: _dated(path, word, -62_135_596_801))
    yield Case("odd/future.txt", None, "found", lambda path, word: _dated(path, word, 300_000_000_000))
    yield Case("odd/" + "deep/" * 200 + "leaf.txt", lambda word: passage(word).encode(), "found")


def _odd_names() -> Iterator[Case]:
    names = {
        "new\nline.txt": "found",
        "tab\tand\x1bescape.txt": "found",
        "\u202egpj.txt": "found",
        "zero\u200bwidth.txt": "found",
        "back\\slash.txt": "found",
        "caf\udce9.txt": "either",  # invalid UTF-8, which some systems do not allow
        "percent%2e%2e.txt": "found",
        "<b>bold & 'quoted'.txt": "found",
        "-rf.txt": "found",
        "n" * 251 + ".txt": "found",
        "/".join(["d" * 200] * 17) + "/path-of-4-kb.txt": "either",
    }
    for name, expect in names.items():
        yield Case(f"odd/names/{name}", lambda word: passage(word).encode(), expect)


def _unreadable() -> Expectation:
    return "found" if os.geteuid() == 0 else "reported"


def _locked(path: Path, word: str) -> None:
    path.write_text(passage(word))
    path.chmod(0)


def _sparse(path: Path, _: str) -> None:
    path.touch()
    os.truncate(path, 1 << 30)


def _dated(path: Path, word: str, seconds: int) -> None:
    path.write_text(passage(word))
    os.utime(path, (seconds, seconds))


def _socket(path: Path, _: str) -> None:
    """A socket's address is short, so it is bound from within its folder."""
    here = os.open(".", os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(path.parent)
        server.bind(path.name)
    os.fchdir(here)
    os.close(here)
