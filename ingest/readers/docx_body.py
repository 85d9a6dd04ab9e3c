"""The body of a DOCX file as blocks: headings, paragraphs, lists, code, tables, notes where they are referred to."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.builder import TextBuilder, collapse, markdown_table
from ingest.readers.docx_inline import Inline, read_inline
from ingest.readers.docx_styles import Numbering, Style, Styles, W, number, value
from ingest.readers.package import Element, Package
from rag.types import BlockKind

_LONGEST_HEADING = 300
_WIDEST_SPAN = 100
_DEEPEST_LIST = 8
_LAYOUT_CELL = 1500
# Wrappers that stand around blocks, rows or cells and say nothing of their own.
_WRAPPERS = {W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


class Body:
    """Writes the blocks of a document part into a builder; ``title`` is the first paragraph styled as title."""

    def __init__(self, package: Package, builder: TextBuilder) -> None:
        self.title = ""
        self._builder = builder
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"))
        self._notes = {kind: _notes(package.part(f"{kind}s"), kind) for kind in ("footnote", "endnote")}
        self._marks: dict[tuple[str, str], str] = {}
        self._open_notes: list[tuple[str, str]] = []
        self._pending: tuple[BlockKind, list[str]] | None = None
        self._carried = ""

    def write(self, root: Element) -> None:
        """All blocks below ``root``, in order."""
        self._write_blocks(root)
        self._close()
        if self._carried:
            self._builder.add("paragraph", self._carried)

    def _write_blocks(self, parent: Element) -> None:
        for element in _children(parent, (W + "p", W + "tbl")):
            if element.tag == W + "tbl":
                self._write_table(element)
            else:
                self._write_paragraph(element)

    def _write_paragraph(self, paragraph: Element) -> None:
        inline = read_inline(paragraph, self._mark)
        style = self._styles.get(value(paragraph, "pPr/pStyle"))
        inline.text = self._carried + inline.text
        self._carried = ""
        if _runs_on(paragraph):
            self._carried = inline.text
        elif not style.is_contents:
            self._place(paragraph, style, inline)
        self._open_notes += inline.notes
        for box in inline.boxes:
            self._write_blocks(box)

    def _place(self, paragraph: Element, style: Style, inline: Inline) -> None:
        """Put a paragraph's text into the block that its style and numbering call for."""
        if not inline.text.strip():
            return
        level = self._heading_level(paragraph, style)
        label, depth = self._label(paragraph, style)
        text = collapse(inline.text)
        if style.is_title and not self.title:
            self.title = text
        if level and len(text) <= _LONGEST_HEADING:
            self._close()
            numbered = f"{label} {text}" if label and label != "-" else text
            self._builder.add("heading", numbered, level=min(level, 6))
        elif label is not None:
            self._extend("list", f"{'  ' * depth}{label} {text}" if label else "  " * depth + text)
        elif style.is_code:
            self._extend("code", inline.text)
        else:
            self._close()
            self._builder.add("paragraph", "\n".join(map(collapse, inline.text.split("\n"))))

    def _heading_level(self, paragraph: Element, style: Style) -> int:
        outline = number(value(paragraph, "pPr/outlineLvl"))
        if outline is not None:
            return outline + 1 if outline < 9 else 0
        return 1 if style.is_title else style.level

    def _label(self, paragraph: Element, style: Style) -> tuple[str | None, int]:
        """The label and depth of a list item; the label is None for what is no item."""
        own = value(paragraph, "pPr/numPr/numId")
        list_id = style.list_id if own is None else own
        if list_id is None or list_id == "0":
            return None, 0
        own_level = number(value(paragraph, "pPr/numPr/ilvl"))
        level = own_level if own_level is not None else style.list_level or 0
        depth = min(level, _DEEPEST_LIST)
        return self._numbering.label(list_id, depth), depth

    def _extend(self, kind: BlockKind, line: str) -> None:
        """Add a line to the open list or code block, or open one."""
        if self._pending and self._pending[0] == kind:
            self._pending[1].append(line)
        else:
            self._close()
            self._pending = (kind, [line])

    def _close(self) -> None:
        """Write the open list or code block, then the notes that were referred to since."""
        if self._pending:
            kind, lines = self._pending
            self._pending = None
            self._builder.add(kind, "\n".join(lines))
        open_notes, self._open_notes = self._open_notes, []
        for key in open_notes:
            text = self._notes[key[0]].pop(key[1], "")
            if text:
                self._builder.add("paragraph", f"{self._marks[key]} {text}")

    def _mark(self, kind: str, note_id: str) -> str:
        key = (kind, note_id)
        return self._marks.setdefault(key, f"[{len(self._marks) + 1}]")

    def _write_table(self, table: Element) -> None:
        """A Markdown table; a table of one column, or with whole pages in its cells, is mere layout."""
        self._close()
        rows = [list(self._row(row)) for row in _rows(table)]
        grid = _grid(rows, [_merges(row) for row in _rows(table)])
        if not grid:
            return
        if len(grid[0]) == 1 or any(len(cell) > _LAYOUT_CELL for row in grid for cell in row):
            self._open_notes.clear()
            for row in _rows(table):
                for cell in _children(row, (W + "tc",)):
                    self._write_blocks(cell)
            return
        self._builder.add("table", markdown_table(grid))
        self._close()

    def _row(self, row: Element) -> Iterator[tuple[str, int]]:
        """(text, columns) of each cell, with empty cells for columns that the row leaves out."""
        before = min(number(value(row, "trPr/gridBefore")) or 0, _WIDEST_SPAN)
        if before:
            yield "", before
        for cell in _children(row, (W + "tc",)):
            span = min(max(1, number(value(cell, "tcPr/gridSpan")) or 1), _WIDEST_SPAN)
            yield self._cell_text(cell), span

    def _cell_text(self, cell: Element) -> str:
        """All text of a cell in one line; a table inside it gives one part for each of its cells."""
        parts: list[str] = []
        for element in _children(cell, (W + "p", W + "tbl")):
            if element.tag == W + "tbl":
                parts += ("; ".join(text for text, _ in self._row(row) if text) for row in _rows(element))
                continue
            inline = read_inline(element, self._mark)
            self._open_notes += inline.notes
            parts.append(collapse(inline.text))
            parts += (self._cell_text(box) for box in inline.boxes)
        return " ".join(part for part in parts if part)


def _children(parent: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """Children of the given tags, looking through wrappers."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tags)


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table without those that are deleted."""
    return (row for row in _children(table, (W + "tr",)) if row.find(f"{W}trPr/{W}del") is None)


def _merges(row: Element) -> list[bool]:
    """For each cell that ``Body._row`` gives, whether it continues the cell above it."""
    before = [False] if number(value(row, "trPr/gridBefore")) else []
    merges = (cell.find(f"{W}tcPr/{W}vMerge") for cell in _children(row, (W + "tc",)))
    return before + [merge is not None and merge.get(W + "val", "continue") == "continue" for merge in merges]


def _grid(rows: list[list[tuple[str, int]]], merges: list[list[bool]]) -> list[list[str]]:
    """Cells by row and column; a cell merged downwards is repeated, so that each row can be read alone."""
    grid: list[list[str]] = []
    for row, continues in zip(rows, merges, strict=True):
        line: list[str] = []
        for (text, span), is_continued in zip(row, continues, strict=True):
            above = grid[-1][len(line)] if grid and len(line) < len(grid[-1]) else ""
            line += [above if is_continued and not text else text, *[""] * (span - 1)]
        grid.append(line)
    width = max(map(len, grid), default=0)
    return [line + [""] * (width - len(line)) for line in grid if any(line)]


def _runs_on(paragraph: Element) -> bool:
    """Whether the next paragraph continues this one: its mark is deleted, or it is a large initial."""
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    is_initial = frame is not None and frame.get(W + "dropCap", "none") != "none"
    return is_initial or paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _notes(root: Element | None, kind: str) -> dict[str, str]:
    """The text of each foot- or endnote by id, without the separators that are kept among them."""
    if root is None:
        return {}
    notes = (note for note in root.iter(W + kind) if note.get(W + "type") in (None, "normal"))
    return {note.get(W + "id", ""): _note_text(note) for note in notes}


def _note_text(note: Element) -> str:
    paragraphs = (read_inline(paragraph, lambda _kind, _id: "").text for paragraph in note.iter(W + "p"))
    return collapse("\n".join(paragraphs))
