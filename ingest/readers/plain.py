"""Plain text: paragraphs unwrapped, lists and set-off columns kept as lines, headings only where they are plain."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.language import detect
from ingest.readers.builder import TextBuilder, clean
from ingest.readers.decode import decode
from ingest.readers.lines import join_lines
from rag.errors import EmptyExtraction
from rag.types import Document

_RULE = re.compile(r"\s*([=\-~^*#_+])\1{2,}\s*")
_UNDERLINE_LEVELS = {"=": 1, "*": 1, "#": 1, "-": 2, "~": 2, "^": 3, "_": 2, "+": 3}
_CHAPTER = re.compile(r"(?:chapter|part|appendix|section|book|kapitel|chapitre|capítulo)\s+[\divxlc]+\b.{0,60}", re.I)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\.?\s+[^\W\d].{0,70}[^\s.,;:!?]")
_CAPITALS = re.compile(r"[^a-zß-öø-ÿ]{4,60}")
_ITEM = re.compile(r"\s*(?:[-*+•o]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_COLUMNS = re.compile(r"\S(?: {3,}|\t+)\S")
_TITLE_WITHIN = 3
_LONGEST_HEADING = 80
_WRAPPED_AT_MOST = 130
_FULL_LINE = 0.6
_CODE_INDENT = 4


class PlainReader:
    """Reads plain text of any charset."""

    media_types = ("text/plain",)

    def read(self, data: bytes, name: str) -> Document:
        """Read a text; raises EmptyExtraction when it is blank."""
        text, warnings = decode(data)
        builder = TextBuilder()
        add_plain(builder, text)
        if not builder.blocks:
            raise EmptyExtraction(f"{name} holds no text")
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type="text/plain",
            title=_title(builder),
            language=detect(builder.text),
            warnings=(*warnings, *(["NUL characters were removed"] if "\0" in text else [])),
        )


def add_plain(builder: TextBuilder, text: str) -> None:
    """Write the paragraphs of ``text`` as blocks."""
    lines = (
        clean(text.replace("\f", "\n")).expandtabs(8).split("\n") if len(text) < 1 << 24 else clean(text).split("\n")
    )
    width = _usual_width(lines)
    margin = _margin(lines)
    for paragraph in _paragraphs(lines):
        _add_paragraph(builder, paragraph, width, margin)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Runs of lines without a blank one."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line.rstrip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return paragraphs if paragraphs[-1] else paragraphs[:-1]


def _usual_width(lines: list[str]) -> int:
    """The width that the text is wrapped at: nine in ten lines are no longer."""
    lengths = sorted(len(line) for line in lines if line.strip())
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _margin(lines: list[str]) -> int:
    """The indentation of most lines."""
    indents = sorted(_indent(line) for line in lines if line.strip())
    return indents[len(indents) // 2] if indents else 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _add_paragraph(builder: TextBuilder, lines: list[str], width: int, margin: int) -> None:
    lines = _add_heading(builder, lines)
    if not lines:
        return
    if _ITEM.match(lines[0]) or sum(_ITEM.match(line) is not None for line in lines) > len(lines) / 2:
        builder.add("list", "\n".join(_items(lines)))
    elif _is_set_off(lines, margin):
        builder.add("code", "\n".join(lines))
    elif _is_wrapped(lines, width):
        builder.add("paragraph", join_lines("\n".join(lines)))
    else:
        builder.add("paragraph", "\n".join(map(join_lines, lines)))


def _add_heading(builder: TextBuilder, lines: list[str]) -> list[str]:
    """Write the heading that a paragraph begins with; gives the lines that are left."""
    first = lines[0].strip()
    if len(lines) >= 3 and _RULE.fullmatch(lines[0]) and _RULE.fullmatch(lines[2]):
        return _add_heading(builder, lines[1:])
    if len(lines) > 1 and len(first) <= _LONGEST_HEADING and _underlines(lines[1], first):
        builder.add("heading", first, _UNDERLINE_LEVELS[lines[1].strip()[0]])
        return lines[2:]
    if _RULE.fullmatch(lines[0]):
        return lines[1:]
    if len(lines) > 1:
        return lines
    numbered = _NUMBERED.fullmatch(first)
    if numbered:
        builder.add("heading", first, min(6, numbered[1].count(".") + 1))
    elif _CHAPTER.fullmatch(first):
        builder.add("heading", first, 1)
    elif _CAPITALS.fullmatch(first) and sum(map(str.isupper, first)) > len(first) / 2 and first[-1] not in ".,;:!":
        builder.add("heading", first, 2)
    else:
        return lines
    return []


def _underlines(rule: str, title: str) -> bool:
    """Whether a line of one repeated sign is as long as the title above it, give or take a little."""
    match = _RULE.fullmatch(rule)
    return match is not None and abs(len(rule.strip()) - len(title)) <= max(3, len(title) // 3)


def _items(lines: list[str]) -> list[str]:
    """A line for each item, continuation lines joined to it; indentation kept."""
    items: list[list[str]] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    base = _indent(lines[0])
    return [" " * max(0, _indent(item[0]) - base) + join_lines("\n".join(item)) for item in items]


def _is_set_off(lines: list[str], margin: int) -> bool:
    """Whether lines are indented like code, or have columns that joining would destroy."""
    columns = sum(_COLUMNS.search(line.strip()) is not None for line in lines)
    if len(lines) > 1 and columns > len(lines) / 2:
        return True
    return all(_indent(line) >= margin + _CODE_INDENT for line in lines) and (
        len({_indent(line) for line in lines}) > 1 or not lines[0].strip()[0].isupper()
    )


def _is_wrapped(lines: list[str], width: int) -> bool:
    """Whether line ends are those of a page, and mean nothing: lines are nearly full, or the next word had no room."""
    if len(lines) < 2 or width > _WRAPPED_AT_MOST:
        return False
    longest = max(len(line) for line in lines)
    full = sum(
        len(line) >= _FULL_LINE * width or len(line) + 1 + len(following.split(None, 1)[0]) > longest
        for line, following in pairwise(lines)
    )
    return full >= 0.7 * (len(lines) - 1) and longest >= _FULL_LINE * width


def _title(builder: TextBuilder) -> str | None:
    """The first heading, when it stands at the beginning."""
    for block in builder.blocks[:_TITLE_WITHIN]:
        if block.kind == "heading":
            return builder.text[block.start : block.end]
    return None
