"""One file of the hostile folder: how it is written and what is expected of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Expectation = Literal["found", "reported", "either", "bounded"]
"""Stored and found by its text; named with a reason; one of the two; or, for a file without anything to be found by,
stored or named."""

_SYLLABLES = (
    "bra",
    "dol",
    "fen",
    "gwi",
    "hul",
    "jor",
    "kel",
    "lum",
    "mox",
    "nev",
    "pru",
    "quo",
    "riv",
    "sta",
    "tul",
    "zem",
)


@dataclass(frozen=True, slots=True)
class Case:
    """``content`` makes the file's bytes from its codeword, or writes something that is no plain file."""

    path: str
    content: Callable[[str], bytes] | None
    expect: Expectation
    write: Callable[[Path, str], None] | None = None
    good: bool = False

    @property
    def codeword(self) -> str:
        """A made-up name that no other file holds."""
        digest = hashlib.sha256(self.path.encode("utf-8", "surrogateescape")).digest()
        return "".join(_SYLLABLES[byte % len(_SYLLABLES)] for byte in digest[:4]).capitalize()

    def make(self, root: Path) -> None:
        """Write the file below ``root``."""
        path = root / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.write is not None:
            self.write(path, self.codeword)
        elif self.content is not None:
            path.write_bytes(self.content(self.codeword))


def passage(codeword: str) -> str:
    """A few sentences that can be asked for by the codeword."""
    return (
        f"The harbour pilot of {codeword} keeps a copper lantern beside the tide table. "
        f"When fog comes in, the pilot of {codeword} rings the bell three times and waits for the ferry."
    )


def question(codeword: str) -> str:
    """A question that ``passage`` answers."""
    return f"What does the harbour pilot of {codeword} keep beside the tide table?"
