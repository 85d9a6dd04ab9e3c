"""Writes a folder of hostile and broken files with ten good ones among them, and says what to expect of each.

    python -m tests.hostile.make_files FOLDER [--scale 1.0]

prints the expectations as JSON. ``--scale`` shrinks the bombs and the long lines.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.case import Case, passage
from tests.hostile.documents import document_cases
from tests.hostile.good import good_cases
from tests.hostile.mails import mail_cases
from tests.hostile.oddities import odd_cases
from tests.hostile.packages import package_cases
from tests.hostile.pictures import picture_cases
from tests.hostile.texts import text_cases

SECRET = "Vexomarble"
"""The codeword of a file outside the folder that must not be found by any way."""


@dataclass(frozen=True, slots=True)
class HostileFolder:
    """The folder to ingest, its cases, and what must not have come to be afterwards."""

    folder: Path
    cases: tuple[Case, ...]
    canaries: tuple[Path, ...]


def make(root: Path, scale: float = 1.0) -> HostileFolder:
    """Write everything below ``root``, which must be empty: ``root/files`` and a secret beside it."""
    folder, outside = root / "files", root / "outside"
    outside.mkdir(parents=True)
    (outside / "secret.txt").write_text(passage(SECRET))
    canary = root / "canary"
    secret = str(outside / "secret.txt")
    cases = (
        *good_cases(),
        *text_cases(scale, secret, canary),
        *document_cases(scale, secret),
        *package_cases(scale, secret),
        *mail_cases(scale),
        *picture_cases(scale),
        *odd_cases(outside),
    )
    for case in cases:
        case.make(folder)
    hidden = folder / ".git" / "config"
    hidden.parent.mkdir()
    hidden.write_text(passage(SECRET))
    return HostileFolder(folder, cases, (canary, root / "evil.txt", root.parent / "evil.txt", root / "up.txt"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    arguments = parser.parse_args()
    made = make(arguments.folder, arguments.scale)
    listing = [{"path": case.path, "expect": case.expect, "codeword": case.codeword} for case in made.cases]
    json.dump(listing, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
