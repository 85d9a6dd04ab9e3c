"""A slide as its title and blocks: text boxes in the order that the file gives them, tables, all that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.builder import TextBuilder, collapse, markdown_table
from ingest.readers.package import Element

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
"""The namespace of presentations, as lxml writes it."""

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLES = {"title", "ctrTitle"}
# What stands on every slide says nothing of this one.
_FURNITURE = {"dt", "ftr", "hdr", "sldNum", "sldImg"}
_LISTED = {"body", "obj", ""}
_GROUPS = {P + "grpSp", _COMPATIBLE + "AlternateContent", _COMPATIBLE + "Choice"}
_DEEPEST_LIST = 8
_TRUE = {"1", "true"}
_MOST_CELLS = 100_000

Line = tuple[int, str]
"""The depth of a paragraph in its list, and its text."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A text box or table; ``role`` is that of its placeholder, None for a box of its own."""

    element: Element
    role: str | None


def shapes(root: Element) -> list[Shape]:
    """The shapes of a slide or of its notes that are shown, groups opened, without dates, footers and numbers."""
    tree = next(root.iter(P + "spTree"), None)
    return [] if tree is None else [shape for shape in _shown(tree) if shape.role not in _FURNITURE]


def title_of(found: list[Shape]) -> str:
    """The title of a slide in one line; "" where it has none."""
    titles = (" ".join(text for _, text in _lines(shape.element)) for shape in found if shape.role in _TITLES)
    return next(filter(None, titles), "")


def write_shapes(builder: TextBuilder, found: list[Shape]) -> None:
    """The blocks of all shapes but titles."""
    for shape in found:
        table = next(shape.element.iter(_A + "tbl"), None)
        if table is not None:
            builder.add("table", markdown_table(_grid(table)))
        elif shape.role not in _TITLES:
            _write_box(builder, list(_lines(shape.element)), listed=shape.role in _LISTED)


def notes_of(root: Element) -> str:
    """What the speaker noted, a line for each paragraph."""
    boxes = (shape.element for shape in shapes(root) if shape.role == "body")
    return "\n".join(text for box in boxes for _, text in _lines(box))


def _shown(tree: Element) -> Iterator[Shape]:
    """Shapes in document order, which is the order of reading aloud; without recursion, for groups may be deep."""
    pending = [tree]
    while pending:
        element = pending.pop()
        if element is tree or element.tag in _GROUPS:
            if element.tag != P + "grpSp" or not _is_hidden(element):
                pending.extend(reversed(element))
        elif element.tag in {P + "sp", P + "graphicFrame"} and not _is_hidden(element):
            yield Shape(element, _role(element))


def _is_hidden(element: Element) -> bool:
    about = element.find(f"./*/{P}cNvPr")
    return about is not None and about.get("hidden") in _TRUE


def _role(element: Element) -> str | None:
    placeholder = element.find(f"./*/{P}nvPr/{P}ph")
    return None if placeholder is None else placeholder.get("type", "")


def _write_box(builder: TextBuilder, lines: list[Line], *, listed: bool) -> None:
    """Several paragraphs of a placeholder are its points; any other paragraph stands for itself."""
    if listed and len(lines) > 1:
        builder.add("list", "\n".join(f"{'  ' * depth}- {text}" for depth, text in lines))
        return
    for _, text in lines:
        builder.add("paragraph", text)


def _lines(element: Element) -> Iterator[Line]:
    """The paragraphs that hold text."""
    for paragraph in element.iter(_A + "p"):
        text = collapse("".join(map(_piece, paragraph)))
        if text:
            about = paragraph.find(_A + "pPr")
            depth = "" if about is None else about.get("lvl", "")
            yield (
                min(int(depth) if depth.isascii() and depth.isdecimal() and len(depth) < 4 else 0, _DEEPEST_LIST),
                text,
            )


def _piece(element: Element) -> str:
    if element.tag == _A + "br":
        return " "
    return element.findtext(_A + "t") or "" if element.tag in {_A + "r", _A + "fld"} else ""


def _grid(table: Element) -> list[list[str]]:
    """Rows of text; a cell that reaches down is repeated, so that a row can be read alone."""
    grid: list[list[str]] = []
    for row in table.iter(_A + "tr"):
        cells = list(row.iter(_A + "tc"))
        if (len(grid) + 1) * max([len(cells), *map(len, grid[:1])]) > _MOST_CELLS:
            break
        above = grid[-1] if grid else []
        texts = [" ".join(text for _, text in _lines(cell)) for cell in cells]
        for column, cell in enumerate(cells):
            if cell.get("vMerge") in _TRUE and column < len(above):
                texts[column] = above[column]
        grid.append(texts)
    return [row for row in grid if any(row)]
