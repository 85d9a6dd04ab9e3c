"""Documents to chunks: along headings, blocks and sentences, never over the embedder's token limit.

Chunks do not overlap. A section is divided evenly, small sections share a chunk. The title, the headings above
and, inside a long table, its header row are a chunk's context: embedded with it, no part of its offsets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.units import Unit, units_of
from rag.protocols import Tokenizer
from rag.types import Chunk, Document

_SMALL_SHARE = 0.3
_CONTEXT_SHARE = 0.25
_CONTEXT_CHARACTERS = 200
_SEPARATOR = " > "


@dataclass(slots=True)
class _Draft:
    """A chunk in the making."""

    units: list[Unit] = field(default_factory=list)
    tokens: int = 0

    def add(self, unit: Unit) -> None:
        self.tokens += unit.tokens if self.units else unit.tokens + unit.header_tokens
        self.units.append(unit)


def split(document: Document, tokenizer: Tokenizer, chunk_tokens: int) -> list[Chunk]:
    """Chunks of at most ``chunk_tokens`` tokens, special ones and context included, in order of their offsets."""
    limit = min(chunk_tokens, tokenizer.max_tokens)
    special = tokenizer.count([""])[0]
    room = max(8, limit - special - int(limit * _CONTEXT_SHARE))
    outline = _Outline(document, tokenizer, int(limit * _CONTEXT_SHARE))
    drafts = _pack(_sections(document, tokenizer, room), room)
    # Headings alone say little, for what they head has them as context; but they may be all there is.
    telling = [draft for draft in drafts if any(unit.block.kind != "heading" for unit in draft.units)] or drafts
    return [Chunk(draft.units[0].start, draft.units[-1].end, outline.context(draft.units)) for draft in telling]


def _sections(document: Document, tokenizer: Tokenizer, room: int) -> Iterator[list[Unit]]:
    """The units of each heading with what follows it up to the next."""
    section: list[Unit] = []
    for block in document.blocks:
        if block.kind == "heading" and any(unit.block.kind != "heading" for unit in section):
            yield section
            section = []
        section += units_of(document.text, block, tokenizer, room)
    if section:
        yield section


def _pack(sections: Iterator[list[Unit]], room: int) -> list[_Draft]:
    drafts: list[_Draft] = []
    draft = _Draft()
    for section in sections:
        total = sum(unit.tokens for unit in section)
        if draft.units and (draft.tokens > room * _SMALL_SHARE or draft.tokens + total > room):
            drafts.append(draft)
            draft = _Draft()
        draft = _fill(drafts, draft, section, room)
    return [*drafts, draft] if draft.units else drafts


def _fill(drafts: list[_Draft], draft: _Draft, section: Sequence[Unit], room: int) -> _Draft:
    """Add a section to the draft; where it does not fit, close drafts of about equal size on the way."""
    total = draft.tokens + sum(unit.tokens for unit in section)
    even = total / -(-total // room) if total else 0
    for unit in section:
        begins_block = not draft.units or unit.block is not draft.units[-1].block
        over = draft.tokens + unit.tokens > room
        if draft.units and (over or (begins_block and draft.tokens >= even * 0.9)):
            held = _trailing_headings(draft)
            drafts.append(draft)
            draft = _Draft()
            if sum(heading.tokens for heading in held) + unit.tokens <= room:
                for heading in held:
                    draft.add(heading)
        draft.add(unit)
    return draft


def _trailing_headings(draft: _Draft) -> list[Unit]:
    """Take headings off the end of a draft: they belong to what follows."""
    held: list[Unit] = []
    while len(draft.units) > 1 and draft.units[-1].block.kind == "heading":
        held.insert(0, draft.units.pop())
        draft.tokens -= held[0].tokens
    return held


class _Outline:
    """The heading path above any place of a document."""

    def __init__(self, document: Document, tokenizer: Tokenizer, budget: int) -> None:
        self._document = document
        self._tokenizer = tokenizer
        self._budget = budget
        self._paths = self._walk()
        self._fitted: dict[tuple[str, ...], str] = {}

    def context(self, units: Sequence[Unit]) -> str:
        """Title and headings above the chunk that are not in it, then the header of a table it continues."""
        first = units[0]
        path = self._paths[first.block.start]
        parts = [self._document.title] if self._document.title else []
        parts += [heading for heading in path if heading != self._document.title]
        inside = self._document.text[first.start : first.end].strip() if first.block.kind == "heading" else None
        kept = tuple(part for part in parts if part and part != inside)
        if kept not in self._fitted:
            self._fitted[kept] = self._fit(kept)
        fitted = self._fitted[kept]
        return f"{fitted}\n{first.header}".strip() if first.header else fitted

    def _walk(self) -> dict[int, tuple[str, ...]]:
        """Start of each block -> the headings above it."""
        above: list[tuple[int, str]] = []
        paths: dict[int, tuple[str, ...]] = {}
        for block in self._document.blocks:
            if block.kind == "heading":
                above = [(level, text) for level, text in above if level < block.level]
            paths[block.start] = tuple(text for _, text in above)
            if block.kind == "heading":
                text = self._document.text[block.start : block.end]
                above.append((block.level, " ".join(text.split())[:_CONTEXT_CHARACTERS]))
        return paths

    def _fit(self, parts: tuple[str, ...]) -> str:
        """Title and innermost headings say most: leave out those between until the rest fits."""
        kept = list(parts)
        while kept and self._tokenizer.count([_SEPARATOR.join(kept)])[0] > self._budget:
            del kept[1 if len(kept) > 1 else 0]
        return _SEPARATOR.join(kept)


def check(document: Document, chunks: Sequence[Chunk]) -> None:
    """Assert what every caller relies on: chunks lie in the text, in order, without overlap."""
    assert all(0 <= chunk.start < chunk.end <= len(document.text) for chunk in chunks)
    assert all(before.end <= after.start for before, after in pairwise(chunks))
