"""Plain text: paragraphs unwrapped, lists and set-off columns kept as lines, headings only where they are plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

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
# Two spaces after a full stop are a habit of writers, elsewhere they part columns.
_COLUMNS = re.compile(r"[^\s.!?:;)\"'*](?: {2,}|\t+)\S")
_OVERLINE = re.compile(r"\s*([=*#])\1{2,}\s*")
_CUT_WORD = re.compile(r"(?<=[^\W\d_]-)\n\s*(?=[^\W\d_])")
_TITLE_WITHIN = 3
_LONGEST_HEADING = 80
_WRAPPED_AT_MOST = 130
_FULL_LINE = 0.6
_CODE_INDENT = 4
_MOST_SIGNS = 0.05

Level: TypeAlias = int
Part: TypeAlias = tuple[Literal["list", "code", "paragraph"] | Level, list[str]]


class _Page(NamedTuple):
    """How wide a text is wrapped and how far most of it is indented."""

    width: int
    margin: int


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
    lines = clean(text.replace("\f", "\n")).split("\n")
    page = _Page(_usual_width(lines), _margin(lines))
    items: list[str] = []
    for kind, piece in (part for paragraph in _paragraphs(lines) for part in _parts(paragraph, page)):
        if kind != "list":
            builder.add("list", "\n".join(items))
            items = []
        if kind == "list":
            items += _items(piece, page.margin)
        elif kind == "code":
            builder.add("code", "\n".join(piece))
        elif kind == "paragraph":
            builder.add("paragraph", _prose(piece, page))
        else:
            builder.add("heading", piece[0].strip(), kind)
    builder.add("list", "\n".join(items))


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
    """Columns of white space before a line."""
    return len(line[: len(line) - len(line.lstrip())].expandtabs())


def _parts(lines: list[str], page: _Page) -> Iterator[Part]:
    """The heading, lists, set-off lines and prose that stand together without a blank line, in their order."""
    level, title, lines = _heading(lines)
    if title:
        yield level, [title]
    fenced = len(lines) > 1 and (_RULE.fullmatch(lines[0]) or _RULE.fullmatch(lines[-1])) is not None
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    first_item = _first_item(lines)
    before, items = lines[:first_item], lines[first_item:]
    if before:
        yield ("code" if fenced or _is_set_off(before, page) else "paragraph"), before
    if items:
        yield "list", items


def _first_item(lines: list[str]) -> int:
    """Where a list begins among ``lines``; after prose, one item is enough only below a colon."""
    places = [at for at, line in enumerate(lines) if _ITEM.match(line)]
    if not places or (places[0] and len(places) < 2 and not lines[places[0] - 1].endswith(":")):
        return len(lines)
    return places[0]


def _heading(lines: list[str]) -> tuple[Level, str, list[str]]:
    """The level and text of the heading that a paragraph begins with (text empty: none), and the lines left."""
    first = lines[0].strip()
    if len(lines) >= 3 and _OVERLINE.fullmatch(lines[0]) and lines[2].strip()[:1] == first[0]:
        lines, first = lines[1:], lines[1].strip()
    if len(lines) > 1 and len(first) <= _LONGEST_HEADING and _underlines(lines[1], first):
        return _UNDERLINE_LEVELS[lines[1].strip()[0]], first, lines[2:]
    level = _level_alone(first) if len(lines) == 1 else 0
    return (level, first, []) if level else (0, "", lines)


def _level_alone(line: str) -> Level:
    """The level of a heading that is told by its own words; 0 for what is none."""
    numbered = _NUMBERED.fullmatch(line)
    if numbered:
        return min(6, numbered[1].count(".") + 1)
    if _CHAPTER.fullmatch(line):
        return 1
    capitals = _CAPITALS.fullmatch(line) and sum(map(str.isupper, line)) > len(line) / 2
    return 2 if capitals and line[-1] not in ".,;:!" else 0


def _underlines(rule: str, title: str) -> bool:
    """Whether a line of one repeated sign is as long as the title above it, give or take a little."""
    match = _RULE.fullmatch(rule)
    return match is not None and abs(len(rule.strip()) - len(title)) <= max(3, len(title) // 3)


def _items(lines: list[str], margin: int) -> list[str]:
    """A line for each item, continuation lines joined to it; indented as far beyond the margin as it was."""
    items: list[list[str]] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    return [" " * max(0, _indent(item[0]) - margin) + _joined(item) for item in items]


def _is_set_off(lines: list[str], page: _Page) -> bool:
    """Whether lines have columns that joining would destroy, or are indented like code and are not prose."""
    columns = sum(_COLUMNS.search(line.strip()) is not None for line in lines)
    if len(lines) > 1 and columns > len(lines) / 2:
        return True
    if any(_indent(line) < page.margin + _CODE_INDENT for line in lines):
        return False
    text = "".join(lines)
    signs = sum(not (character.isalpha() or character in " ,.'’-()") for character in text)
    return signs > _MOST_SIGNS * len(text) or not _is_wrapped(lines, page.width)


def _prose(lines: list[str], page: _Page) -> str:
    """A paragraph as one line where its line ends mean nothing; a term above its indented text stays on its own."""
    first, rest = lines[0], lines[1:]
    hanging = rest and len(first) < _FULL_LINE * page.width and all(_indent(line) > _indent(first) for line in rest)
    if hanging and not _is_set_off(rest, page):
        return f"{join_lines(first)}\n{_joined(rest)}"
    return _joined(lines) if _is_wrapped(lines, page.width) else "\n".join(map(join_lines, lines))


def _joined(lines: list[str]) -> str:
    """One line; a word cut at its hyphen is closed again."""
    return join_lines(_CUT_WORD.sub("", "\n".join(lines)))


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
