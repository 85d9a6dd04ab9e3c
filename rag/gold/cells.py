"""Questions from tables: what stands in a row under a column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.gold.made import Made
from rag.gold.statements import Page, Section
from rag.gold.words import OPENERS, PREPOSITIONS, content, is_clean, is_plural
from rag.types import Block

KIND = "table"

_ROW = re.compile(r"^\|(?P<cells>.+)\|[ \t]*$", re.MULTILINE)
_RULER = re.compile(r"[\s|:-]+")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"\d[\d,.]*")
_COLUMN = re.compile(r"[A-Za-z][\w -]{2,29}")
_NO_NOUN = re.compile(
    r".*\b(?:(?i:notes?|comments?|remarks?|see|used|published)|\w*[a-z][A-Z]\w*|\w*\d\w*|[A-Z]{2,})\b.*"
)
_OF = re.compile(
    r".*\b(?:name|meaning|description|explanation|type|value|default|purpose|result|year|date|size|length|width|height"
    r"|weight|price|cost|range|format|unit|architecture|version|limit|maximum|minimum|capacity|population|area)",
    re.IGNORECASE,
)
"""Columns that a row has one of, so that "the size of X" is said."""
_ODD_IN_NAME = re.compile(r"[,;|<>\\“”\"?!=…]|\s[-–—+*/]\s")
_LONGEST_ROW_NAME, _LONGEST_CELL = 50, 90


def cells(page: Page, section: Section) -> Iterator[Made]:
    """A question for every cell that stands in a named column of a row with a name of its own."""
    for block in section.blocks:
        if block.kind == "table":
            yield from _table(page, section, block)


def _table(page: Page, section: Section, block: Block) -> Iterator[Made]:
    rows = [match for match in _ROW.finditer(page.text, block.start, block.end) if not _RULER.fullmatch(match[0])]
    if len(rows) < 2:
        return
    header = _split(rows[0])
    names = [_split(row)[0] for row in rows[1:]]
    for row, name in zip(rows[1:], names, strict=True):
        found = _split(row)
        if len(found) != len(header) or names.count(name) > 1 or not _is_row_name(name, page.known):
            continue
        statement = page.statement(section, block, *row.span())
        for column, cell in zip(header[1:], found[1:], strict=True):
            question = _question(column, name, cell)
            if question:
                yield Made(question, KIND, name, "row", statement, (cell,))


def _question(column: str, name: str, cell: str) -> str | None:
    if not _COLUMN.fullmatch(column) or _NO_NOUN.fullmatch(column) or not is_clean(column.split()):
        return None
    if PREPOSITIONS & set(column.lower().split()) or (is_plural(column) and not _NUMBER.fullmatch(cell)):
        return None
    if column.split()[0].lower() in OPENERS or not cell or len(cell) > _LONGEST_CELL or not re.search(r"\w", cell):
        return None
    if content(cell) <= content(name) | content(column):
        return None
    asked = " ".join(word.lower() if word.istitle() and len(word) > 1 else word for word in column.split())
    if is_plural(column) and _NUMBER.fullmatch(cell):
        return f"How many {asked} does {name} have?"
    if _OF.fullmatch(column):
        return f"What is the {asked} of {name}?"
    return f"Which {asked} is given for {name}?" if column[0].isupper() and "_" not in column else None


def _is_row_name(name: str, known: frozenset[str]) -> bool:
    """Whether a row's first cell tells by itself what it is, which a common word or a bare number does not."""
    if not 2 <= len(name) <= _LONGEST_ROW_NAME or not re.search(r"[A-Za-z]{2}", name) or _ODD_IN_NAME.search(name):
        return False
    return bool(content(name)) and (" " in name or name.lower() not in known)


def _split(row: re.Match[str]) -> list[str]:
    return [cell.strip() for cell in _CELL_BORDER.split(row["cells"])]
