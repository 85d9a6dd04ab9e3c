"""Pieces of PDF pages as one text: lines unwrapped, hyphens undone, paragraphs joined over page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.readers.builder import TextBuilder, collapse, markdown_table
from ingest.readers.pdf_blocks import Piece
from ingest.readers.pdf_page import RawPage
from rag.types import BlockKind

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad]$")
_CONTINUES = re.compile(r"[^\W\d_]+")
_OPEN_END = re.compile(r"[\w,;(\-–—]$")
_WIDE_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_NUMBERED_HEADING = re.compile(r"(\d+(\.\d+)*\.?|[A-Z](\.\d+)+\.?|chapter \w+|appendix \w+)\s+\S", re.IGNORECASE)
_LARGER = 1.12
_SAME_SIZE = 1.09
_LONGEST_HEADING = 200
_MOST_HEADING_LINES = 3


class Hyphens:
    """Knows the words of a document, to tell a hyphen that breaks a word from one that belongs to it."""

    def __init__(self, pages: Iterable[RawPage]) -> None:
        self._known: set[str] = set()
        for page in pages:
            for run in page.runs:
                self._known.update(map(str.lower, _WORDS.findall(run.text)))

    def join(self, above: str, below: str) -> str:
        """Two lines as one: a word broken between them is made whole, otherwise a space parts them."""
        broken, rest = _BROKEN.search(above), _CONTINUES.match(below)
        if broken and rest and below[0].islower():
            whole, compound = broken[1] + rest[0], f"{broken[1]}-{rest[0]}"
            keeps = compound.lower() in self._known and whole.lower() not in self._known
            return above + below if keeps else above[: broken.end(1)] + below
        if above.endswith("-") and broken and below[:1].isalnum():
            return above + below
        if _WIDE_SCRIPT.match(above[-1:]) and _WIDE_SCRIPT.match(below[:1]):
            return above + below
        return f"{above} {below}" if above else below

    def unwrap(self, lines: Sequence[str]) -> str:
        """The lines of a paragraph as one."""
        text = ""
        for line in lines:
            text = self.join(text, collapse(line))
        return text


@dataclass(frozen=True, slots=True)
class Faces:
    """The letter height of the running text, and the larger heights of headings, largest first."""

    body: float
    headings: tuple[float, ...]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Faces:
        letters: Counter[float] = Counter()
        for piece in pieces:
            if piece.kind == "paragraph":
                letters[_step(piece.height)] += sum(map(len, piece.lines))
        body = letters.most_common(1)[0][0] if letters else 0.0
        larger = {_step(piece.height) for piece in pieces if _is_short(piece) and piece.height > _LARGER * body}
        return cls(body, tuple(sorted(larger, reverse=True)))

    def level(self, piece: Piece) -> int:
        """The heading level of a piece, 0 for what is none."""
        if not _is_short(piece):
            return 0
        if piece.height > _LARGER * self.body:
            return min(1 + self.headings.index(_step(piece.height)), 6)
        text = " ".join(piece.lines)
        stands_out = piece.is_bold or (text.isupper() and bool(_NUMBERED_HEADING.match(text)))
        if piece.height < 0.97 * self.body or not stands_out or text.endswith((".", ",", ";")):
            return 0
        return min(len(self.headings) + 1, 6)


def _step(height: float) -> float:
    return round(height * 2) / 2


def _is_short(piece: Piece) -> bool:
    text = " ".join(piece.lines)
    has_letters = sum(map(str.isalpha, text)) >= 3
    fits = len(piece.lines) <= _MOST_HEADING_LINES and len(text) <= _LONGEST_HEADING
    return piece.kind == "paragraph" and fits and has_letters


def join_across(pages: Sequence[Sequence[Piece]], body: float) -> list[Piece]:
    """All pieces in order; a paragraph cut by the end of a column or page gets its rest as a further part."""
    joined: list[Piece] = []
    for piece in (piece for page in pages for piece in page):
        cut = _cut_piece(joined, body) if piece.opens_region else None
        if cut is None or not _continues(joined[cut], piece):
            joined.append(piece)
            continue
        # Footnotes that stand between the parts go before them, so that pages stay in order.
        head = joined.pop(cut)
        head.parts.append((piece.page, piece.lines))
        joined.append(head)
    return joined


def _cut_piece(joined: list[Piece], body: float) -> int | None:
    """The last piece that is no footnote."""
    for index in range(len(joined) - 1, max(-1, len(joined) - 8), -1):
        if joined[index].height >= 0.95 * body:
            return index
    return None


def _continues(head: Piece, piece: Piece) -> bool:
    if head.kind not in ("paragraph", "list") or piece.kind != "paragraph" or head.is_bold != piece.is_bold:
        return False
    if max(head.height, piece.height) > _SAME_SIZE * min(head.height, piece.height):
        return False
    end, start = head.parts[-1][1][-1], piece.lines[0]
    is_wide = bool(_WIDE_SCRIPT.match(start)) and bool(_WIDE_SCRIPT.match(end[-1:]))
    return bool(_OPEN_END.search(end)) and (start[:1].islower() or is_wide)


def write(builder: TextBuilder, flow: Sequence[Piece], last_page: int, hyphens: Hyphens) -> None:
    """The pieces as blocks, and where pages 1 to ``last_page`` begin."""
    faces = Faces.of(flow)
    page = 0
    for _, group in groupby(enumerate(flow), key=_grouping):
        members = [piece for _, piece in group]
        for number in range(page + 1, members[0].page + 1):
            builder.start_page(number)
        page = max(page, members[0].page)
        if members[0].kind == "list":
            page = _write_parted(builder, "list", members, hyphens) or page
        else:
            page = _write_piece(builder, members[0], faces, hyphens) or page
    for number in range(page + 1, last_page + 1):
        builder.start_page(number)


def _grouping(numbered: tuple[int, Piece]) -> tuple[int, int]:
    """List items of a page make one block, unless one of them runs on; everything else stands alone."""
    index, piece = numbered
    return (piece.page, -1) if piece.kind == "list" and len(piece.parts) == 1 else (piece.page, index)


def _write_piece(builder: TextBuilder, piece: Piece, faces: Faces, hyphens: Hyphens) -> int:
    if piece.kind == "table":
        builder.add("table", markdown_table(piece.rows))
    elif piece.kind == "code":
        builder.add("code", "\n".join(piece.lines))
    elif level := faces.level(piece):
        builder.add("heading", hyphens.unwrap(piece.lines), level)
    else:
        return _write_parted(builder, "paragraph", [piece], hyphens)
    return 0


def _write_parted(builder: TextBuilder, kind: BlockKind, members: list[Piece], hyphens: Hyphens) -> int:
    """A block that may run over pages; returns the last page that it began, or 0."""
    text = "\n".join(hyphens.unwrap(piece.lines) for piece in members)
    starts: list[tuple[int, int]] = []
    for page, lines in members[-1].parts[1:]:
        rest = hyphens.unwrap(lines)
        text = hyphens.join(text, rest)
        if page > members[-1].page:
            starts.append((page, len(text) - len(rest)))
    builder.add(kind, text)
    for page, start in starts:
        builder.start_page(page, back=len(text) - start)
    return starts[-1][0] if starts else 0
