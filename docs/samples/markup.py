"""The few marks in which the sample texts are written: headings, lists, tables, paragraphs.

A block is separated from the next by an empty line; ``# `` and ``## `` start headings, ``- `` and ``1. `` list
items, and lines in ``|`` are the rows of a table, the first being its header. There is no mark-up inside a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["title", "heading", "bullets", "numbers", "table", "paragraph"]

_NUMBER = re.compile(r"\d+\. ")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block: its kind and its lines, marks removed; a table's lines still hold their bars."""

    kind: Kind
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.lines)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row."""
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in self.lines]


def pieces(path: Path) -> list[Piece]:
    """The blocks of a text file, in order."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [_piece(tuple(block.split("\n"))) for block in blocks]


def _piece(lines: tuple[str, ...]) -> Piece:
    first = lines[0]
    if first.startswith("# "):
        return Piece("title", (first[2:],))
    if first.startswith("## "):
        return Piece("heading", (first[3:],))
    if first.startswith("|"):
        return Piece("table", lines)
    if first.startswith("- "):
        return Piece("bullets", tuple(line[2:] for line in lines))
    if _NUMBER.match(first):
        return Piece("numbers", tuple(_NUMBER.sub("", line, count=1) for line in lines))
    return Piece("paragraph", lines)
