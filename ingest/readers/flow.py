"""The flow of a marked-up document into blocks: nested lists as indented lines, terms with their definitions."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.builder import TextBuilder

# Deeper lists are not indented further: white space alone would grow with the square of the depth.
_DEEPEST_INDENT = 8


@dataclass
class _List:
    ordered: bool
    number: int
    style: str


class Flow:
    """Takes structure in reading order and writes it as blocks.

    A list, its nested lists included, is one block with a line for each item; it is interrupted by code, tables and
    headings, which are blocks of their own. A term stands in one block with the first paragraph of its definition.
    """

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.first_heading: str | None = None
        self.hidden: list[str] = []
        """Texts that the document hides, which are no part of the flow."""
        self._lists: list[_List] = []
        self._marker = ""
        self._lines: list[str] = []
        self._terms: list[str] = []

    def open_list(self, ordered: bool, start: int = 1, style: str = "1") -> None:
        """Begin a list; ``style`` is how items are numbered: 1, a, A, i or I."""
        self.end_terms()
        self._lists.append(_List(ordered, start, style))

    def close_list(self) -> None:
        """End the innermost list; the outermost one becomes a block."""
        if self._lists:
            self._lists.pop()
        self._marker = ""
        if not self._lists:
            self._write_list()

    def item(self, number: int | None = None) -> None:
        """Begin an item of the innermost list; ``number`` where the document states it."""
        self.end_terms()
        if not self._lists:
            self._marker = ""
            return
        innermost = self._lists[-1]
        if number is not None:
            innermost.number = number
        self._marker = f"{_numeral(innermost.number, innermost.style)}. " if innermost.ordered else "- "
        innermost.number += 1

    def paragraph(self, text: str) -> None:
        """A paragraph, the text of an item, or the definition of the terms before it; lines are kept."""
        if not text:
            return
        if self._terms:
            text = "\n".join([*self._terms, text])
            self._terms = []
        if self._lists:
            self._add_line(text)
        else:
            self.builder.add("paragraph", text)

    def term(self, text: str) -> None:
        """A term or signature that the next paragraph explains."""
        if text:
            self._terms.append(text)

    def end_terms(self) -> None:
        """Terms that nothing explained stand alone."""
        terms, self._terms = "\n".join(self._terms), []
        self.paragraph(terms)

    def heading(self, text: str, level: int) -> None:
        """A heading of level 1..6."""
        self._interrupt()
        if text and self.first_heading is None:
            self.first_heading = text
        self.builder.add("heading", text, min(max(level, 1), 6))

    def code(self, text: str) -> None:
        """Text whose white space counts."""
        self._interrupt()
        self.builder.add("code", text)

    def table(self, markdown: str) -> None:
        """A Markdown table."""
        self._interrupt()
        self.builder.add("table", markdown)

    def end(self) -> TextBuilder:
        """Write what is still open; gives the builder with all blocks."""
        self._interrupt()
        return self.builder

    def _interrupt(self) -> None:
        self.end_terms()
        self._write_list()

    def _write_list(self) -> None:
        self.builder.add("list", "\n".join(self._lines))
        self._lines = []

    def _add_line(self, text: str) -> None:
        indent = "  " * min(len(self._lists) - 1, _DEEPEST_INDENT)
        marker, self._marker = self._marker or "  ", "  "
        first, *others = text.split("\n")
        self._lines.append(f"{indent}{marker}{first}")
        self._lines.extend(f"{indent}  {other}" for other in others)


def _numeral(number: int, style: str) -> str:
    """The number of an item as the list counts: 1, a, A, i or I."""
    if style in {"a", "A"} and number > 0:
        letters = ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(ord(style) + digit) + letters
        return letters
    if style in {"i", "I"} and 0 < number < 4000:
        roman = _roman(number)
        return roman.lower() if style == "i" else roman
    return str(number)


def _roman(number: int) -> str:
    steps = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    letters = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    text = ""
    for step, letter in zip(steps, letters, strict=True):
        count, number = divmod(number, step)
        text += letter * count
    return text
