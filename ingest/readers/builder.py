"""Canonical text, built block by block, so that every reader's offsets are right by construction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rag.types import Block, BlockKind, Document, Page

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_NEWLINES = re.compile("\r\n?|\u2028|\u2029|\x85")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """NFC without control characters, byte-order marks and lone surrogates; lines end in ``\\n``."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", _NEWLINES.sub("\n", text)))


def collapse(text: str) -> str:
    """One line of prose: every run of white space becomes one space."""
    return _SPACES.sub(" ", clean(text).replace("\n", " ")).strip()


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose first row is the header; short rows are filled up, pipes are escaped."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [_table_line(row, width) for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _table_line(row: Sequence[str], width: int) -> str:
    cells = [collapse(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
    return "| " + " | ".join(cells) + " |"


class TextBuilder:
    """Collects cleaned blocks, separated by blank lines, and remembers where each begins and ends."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[tuple[int, int]] = []
        self.blocks: list[Block] = []

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Append a block; text that is blank after cleaning is left out."""
        cleaned = clean(text).strip("\n") if kind == "code" else clean(text).strip()
        if not cleaned.strip():
            return
        if self._parts:
            self._append("\n\n")
        start = self._length
        self._append(cleaned)
        self.blocks.append(Block(kind, start, self._length, level))

    def start_page(self, number: int, back: int = 0) -> None:
        """What is added from here on, and the last ``back`` characters before, stand on page ``number``."""
        self._pages.append((number, max(0, self._length - back)))

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def pages(self) -> tuple[Page, ...]:
        ends = [start for _, start in self._pages[1:]] + [self._length]
        return tuple(Page(number, start, end) for (number, start), end in zip(self._pages, ends, strict=True))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def append(builder: TextBuilder, part: Document, below: int = 0) -> None:
    """Write the blocks of a document that is part of another one, under a heading of level ``below``."""
    for block in part.blocks:
        level = min(block.level + below, 6) if block.level else 0
        builder.add(block.kind, part.text[block.start : block.end], level)
