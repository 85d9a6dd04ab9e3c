"""Lines of a PDF page as pieces: paragraphs, list items, code and tables, each with the face it is set in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from ingest.readers.pdf_layout import Line, lines, regions
from ingest.readers.pdf_page import RawPage, Run
from ingest.readers.pdf_tables import find_table

PieceKind = Literal["paragraph", "list", "code", "table"]

BULLET = re.compile(r"[•●○▪■◦‣∙⁃➢✓–—*·-]\s+|[•●○▪■◦‣∙⁃➢✓]")
_NUMBERED = re.compile(r"(\(?(\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\[\d{1,3}\])\s")
_LEADER = re.compile(r"\s*(\. ?){4,}\s*")
_SENTENCE_END = re.compile(r"[.:;!?。：；！？][\"'”’)\]]*$")
_SAME_SIZE = 1.09
_WIDER_GAP = 0.3
_INDENT = 0.8


@dataclass(slots=True)
class Piece:
    """Lines that belong together; ``rows`` are the cells of a table; ``height`` is that of its letters.

    ``runs`` are what it was read from, in the order of its text.
    ``parts`` are (page, lines) of what it consists of: more than one where it runs over the end of a column or page.
    """

    kind: PieceKind
    page: int
    lines: list[str]
    height: float
    runs: list[Run]
    is_bold: bool = False
    rows: list[list[str]] = field(default_factory=list)
    opens_region: bool = False
    parts: list[tuple[int, list[str]]] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = [(self.page, self.lines)]


def pieces(page: RawPage, code: bool) -> Iterator[Piece]:
    """The pieces of a page in reading order; lines of equally wide letters are code when ``code`` says so."""
    parted = [lines(region) for region in regions(page.runs)]
    usual_gap = _usual_gap(parted)
    for region in parted:
        for index, piece in enumerate(_region_pieces(region, page.number, code, usual_gap)):
            piece.opens_region = index == 0
            yield piece
    if page.aslant:
        yield Piece("paragraph", page.number, [page.aslant.text], 0.0, [page.aslant])


def _region_pieces(found: list[Line], page: int, code: bool, usual_gap: float) -> Iterator[Piece]:
    index = 0
    while index < len(found):
        if code and found[index].is_fixed:
            end = _code_end(found, index)
            yield Piece("code", page, _code_lines(found[index:end]), found[index].height, _runs(found[index:end]))
        elif table := find_table(found, index):
            end, cells = table
            rows = [[" ".join(run.text for run in cell) for cell in row] for row in cells]
            runs = [run for row in cells for cell in row for run in cell]
            yield Piece("table", page, [], found[index].height, runs, rows=rows)
        elif _LEADER.search(found[index].text):
            end = index + 1
            text = _LEADER.sub(" ", found[index].text)
            yield Piece("list", page, [text], found[index].height, found[index].runs)
        else:
            end = _paragraph_end(found, index, code, usual_gap)
            yield _paragraph(found[index:end], page)
        index = end


def _paragraph(members: list[Line], page: int) -> Piece:
    texts = [line.text for line in members]
    bullet = BULLET.match(texts[0])
    if bullet and len(texts[0]) > bullet.end():
        texts[0] = "- " + texts[0][bullet.end() :]
    is_item = bool(bullet) or (bool(_NUMBERED.match(texts[0])) and not members[0].is_bold)
    is_bold = all(line.is_bold for line in members)
    return Piece("list" if is_item else "paragraph", page, texts, members[0].height, _runs(members), is_bold)


def _runs(members: list[Line]) -> list[Run]:
    return [run for line in members for run in line.runs]


def _paragraph_end(found: list[Line], start: int, code: bool, usual_gap: float) -> int:
    """The index behind the last line of the paragraph that begins at ``start``."""
    end = start + 1
    while end < len(found) and not _LEADER.search(found[end].text):
        if code and found[end].is_fixed and not _ends_in_code_letters(found[end - 1], found[end]):
            break
        if _begins_anew(found, start, end, usual_gap) or (len(found[end].runs) > 1 and find_table(found, end)):
            break
        end += 1
    return end


def _ends_in_code_letters(above: Line, line: Line) -> bool:
    """Whether a line of equally wide letters is the rest of a sentence: flush with its last line, which was open."""
    is_flush = abs(line.x0 - above.x0) < 0.2 * line.height and line.x1 < above.x1 + line.height
    return is_flush and not above.is_fixed and not _SENTENCE_END.search(above.text)


def _begins_anew(found: list[Line], start: int, index: int, usual_gap: float) -> bool:
    """Whether the line at ``index`` begins another paragraph than the one that began at ``start``."""
    above, line = found[index - 1], found[index]
    size = min(above.height, line.height)
    if max(above.height, line.height) > _SAME_SIZE * size or above.is_bold != line.is_bold:
        return not _is_same_text(above, line)
    gap = above.y0 - line.y1
    if gap > (usual_gap + _WIDER_GAP) * size:
        return True
    if BULLET.match(line.text):
        return True
    if _NUMBERED.match(line.text) and (_NUMBERED.match(found[start].text) or _SENTENCE_END.search(above.text)):
        return True
    return _is_indented(found, start, index)


def _is_same_text(above: Line, line: Line) -> bool:
    """Whether a line goes on in another face or size: a formula, or bold words that fill a line."""
    gap = above.y0 - line.y1
    is_near = abs(above.height - line.height) < 0.35 * above.height and gap < 0.4 * line.height
    return is_near and line.text[:1].islower() and not _SENTENCE_END.search(above.text)


def _usual_gap(parted: list[list[Line]]) -> float:
    """The space between lines of running text on this page, in letter heights: the first quartile of all."""
    gaps = sorted(
        (above.y0 - line.y1) / line.height
        for region in parted
        for above, line in pairwise(region)
        if 0.9 * line.height < above.height < 1.1 * line.height and above.x0 - line.height < line.x1
    )
    return min(max(gaps[len(gaps) // 4], 0.0), 1.5) if gaps else 0.3


def _is_indented(found: list[Line], start: int, index: int) -> bool:
    """A first line stands to the right of the lines around it; below a hanging indent it stands to their left."""
    above, line = found[index - 1], found[index]
    step = _INDENT * line.height
    if BULLET.match(found[start].text) or _NUMBERED.match(found[start].text):
        return line.x0 < found[start].x0 - 0.3 * line.height
    if line.x0 > above.x0 + step:
        if index - start == 1 and above.x1 > line.x1 - 2 * line.height and not _SENTENCE_END.search(above.text):
            return False
        below = found[index + 1] if index + 1 < len(found) else None
        if below is None or max(below.height, line.height) > _SAME_SIZE * min(below.height, line.height):
            return False
        return line.x0 > below.x0 + step
    # The second line of a paragraph may stand left of its first; a later one may not.
    return line.x0 < above.x0 - step and index - start > 1


def _code_end(found: list[Line], start: int) -> int:
    end = start + 1
    while end < len(found) and found[end].is_fixed and found[end - 1].y0 - found[end].y1 < 2.5 * found[end].height:
        end += 1
    return end


def _code_lines(members: list[Line]) -> list[str]:
    """Lines of equally wide letters with their indents and the gaps in them as spaces."""
    left = min(line.x0 for line in members)
    longest: Run = max((run for line in members for run in line.runs), key=lambda run: len(run.text))
    width = max((longest.x1 - longest.x0) / len(longest.text), 1.0)
    spelled = []
    for line in members:
        text = ""
        for run in line.runs:
            column = min(round((run.x0 - left) / width), 200)
            text = text.ljust(column) if column > len(text) else text + " " if text else text
            text += run.text
        spelled.append(text)
    return spelled
