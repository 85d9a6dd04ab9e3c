"""Documents as statements: their sentences, table rows and entries, each with the passage it is read in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rag.catalog.records import Structured
from rag.gold.made import Statement
from rag.readings import Readable
from rag.sentences import sentence_spans
from rag.types import Block

LONGEST_PASSAGE = 1_200
"""Characters around a statement that the reader is shown."""

_SMALL_WORD = re.compile(r"(?<![\w.])[a-z][a-z-]+(?![\w(])")
_CAPITAL_WITHIN = re.compile(r"(?<=[a-z,] )[A-Z][a-z-]+(?![\w(])")
_TERM_ABOVE = re.compile(r".*\n(?=[A-Z])", re.DOTALL)
_SHORTEST, _LONGEST = 20, 400


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks below it, up to the next heading; ``path`` are title and headings down to it."""

    heading: str
    path: str
    blocks: tuple[Block, ...]


class Page:
    """A document as rules see it."""

    def __init__(self, stored: Structured) -> None:
        self.uri = stored.uri
        self.text = stored.text
        self.title = stored.title or ""
        self.known = _common_words(stored.text)
        self.sections = tuple(_sections(stored))

    def sentences(self, section: Section) -> Iterator[Statement]:
        """The sentences of a section's paragraphs that are neither scraps nor endless."""
        for block in section.blocks:
            if block.kind == "paragraph":
                yield from self.sentences_of(section, block)

    def sentences_of(self, section: Section, block: Block) -> Iterator[Statement]:
        """The sentences of a block, without a term or signature that stands on a line of its own above them."""
        for start, end in sentence_spans(self.text, block.start, block.end):
            above = _TERM_ABOVE.match(self.text, start, end)
            start = above.end() if above else start
            if _SHORTEST <= end - start <= _LONGEST:
                yield self.statement(section, block, start, end)

    def statement(self, section: Section, block: Block, start: int, end: int) -> Statement:
        """``text[start:end]`` with as much of its block around it as the reader is shown."""
        first = max(block.start, min(start, end - LONGEST_PASSAGE, start - LONGEST_PASSAGE // 3))
        first = first if first > block.start + LONGEST_PASSAGE // 6 else block.start
        last = max(end, min(block.end, first + LONGEST_PASSAGE))
        passage = Readable(section.path, self.text[first:last])
        return Statement(self.uri, passage, start - first, end - first, self.known)


def _common_words(text: str) -> frozenset[str]:
    """Words that the text writes small at least as often as it writes them large within a sentence."""
    small = Counter(_SMALL_WORD.findall(text))
    large = Counter(word.lower() for word in _CAPITAL_WITHIN.findall(text))
    return frozenset(word for word, times in small.items() if times >= large[word])


def _sections(stored: Structured) -> Iterator[Section]:
    path: list[tuple[int, str]] = []
    below: list[Block] = []
    for block in stored.blocks:
        if block.kind != "heading":
            below.append(block)
            continue
        if below:
            yield _section(stored, path, below)
        below = []
        path = [(level, text) for level, text in path if level < block.level]
        path.append((block.level, " ".join(stored.text[block.start : block.end].split())))
    if below:
        yield _section(stored, path, below)


def _section(stored: Structured, path: list[tuple[int, str]], blocks: list[Block]) -> Section:
    names = dict.fromkeys([stored.title or "", *(text for _, text in path)])
    heading = path[-1][1] if path else ""
    return Section(heading, " > ".join(name for name in names if name), tuple(blocks))
