"""The prepared training set: token tables and the sequences over them, in one safetensors file.

A *sequence* is a question, a context (title, headings) and a passage; a *group* is what one question is read against.
Passages are compared with each other within a group. Labels are 1, 0 or UNKNOWN.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import load_file, save_file

if TYPE_CHECKING:
    from rag.bert.tokenizer import HuggingFaceTokenizer

UNKNOWN = -1
LONGEST = 384
"""Tokens of a sequence, special ones included."""
LONGEST_QUESTION = 64
LONGEST_CONTEXT = 24
CLS, SEP, PAD = 101, 102, 0


@dataclass(frozen=True, slots=True)
class Labels:
    """Whether the passage answers the question, is about it, supports it as a statement."""

    answers: int = UNKNOWN
    relevant: int = UNKNOWN
    supports: int = UNKNOWN


@dataclass(slots=True)
class Builder:
    """Collects texts, each tokenized once, and groups of sequences."""

    tokenizer: HuggingFaceTokenizer
    tables: list[np.ndarray] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    offsets: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    rows: list[tuple[int, ...]] = field(default_factory=list)
    golds: list[tuple[int, int, int]] = field(default_factory=list)
    group: int = 0

    def learn(self, texts: Sequence[str], *, with_offsets: bool = False) -> None:
        """Tokenize many texts at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self.places]
        for text, encoding in zip(new, self.tokenizer.encodings(new), strict=True):
            self.places[text] = len(self.tables)
            self.tables.append(np.array(encoding.ids, dtype=np.uint16))
            if with_offsets:
                self.offsets[text] = list(encoding.offsets)

    def next_group(self) -> None:
        self.group += 1

    def add(self, question: str, title: str, text: str, labels: Labels, spans: Sequence[tuple[int, int]] = ()) -> None:
        """A sequence of the present group; the first of a group is always read, the others are drawn from."""
        row = len(self.rows)
        three = (self.places[question], self.places[title], self.places[text])
        self.rows.append((*three, self.group, labels.answers, labels.relevant, labels.supports))
        for start, end in spans:
            found = [n for n, (first, last) in enumerate(self.offsets[text]) if first < end and last > start]
            if found:
                self.golds.append((row, found[0], found[-1]))

    def save(self, path: Path) -> None:
        lengths = [len(table) for table in self.tables]
        save_file(
            {
                "tokens": np.concatenate(self.tables),
                "bounds": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
                "rows": np.array(self.rows, dtype=np.int32),
                "golds": np.array(self.golds, dtype=np.int32).reshape(-1, 3),
            },
            path,
        )


@dataclass(frozen=True, slots=True)
class Sequence_:
    """One input row: ids, where the second segment and the passage begin, gold spans in row positions, labels."""

    ids: np.ndarray
    second: int
    body: int
    spans: tuple[tuple[int, int], ...]
    labels: tuple[int, int, int]


class Dataset:
    """Draws sequences from prepared files."""

    def __init__(self, paths: Sequence[Path]) -> None:
        loaded = _joined([load_file(path) for path in paths])
        self._tokens, self._bounds = loaded["tokens"], loaded["bounds"]
        self._rows = loaded["rows"]
        self._golds: dict[int, list[tuple[int, int]]] = {}
        for row, start, end in loaded["golds"].tolist():
            self._golds.setdefault(row, []).append((start, end))
        borders = np.flatnonzero(np.diff(self._rows[:, 3], prepend=-1))
        self.groups = [
            list(range(first, last)) for first, last in zip(borders, [*borders[1:], len(self._rows)], strict=True)
        ]

    def __len__(self) -> int:
        return len(self.groups)

    def draw(self, group: int, rng: random.Random, negatives: float, crop: float) -> list[Sequence_]:
        """The first sequence of a group and, with chance ``negatives``, one of the others; cropped by chance."""
        first, *others = self.groups[group]
        chosen = [first, rng.choice(others)] if others and rng.random() < negatives else [first]
        return [self.sequence(row, rng, crop) for row in chosen]

    def sequence(self, row: int, rng: random.Random, crop: float = 0.0) -> Sequence_:
        """A row's tokens; a passage that is too long, or by chance another, is cut to a window with a gold span."""
        question, context, text, _, *labels = self._rows[row].tolist()
        asked = self._table(question)[:LONGEST_QUESTION]
        about = self._table(context)[:LONGEST_CONTEXT]
        head = [CLS, *asked, SEP, *about, SEP]
        body = self._table(text)
        golds = self._golds.get(row, [])
        room = LONGEST - len(head) - 1
        if len(body) > 80 and rng.random() < crop:
            room = min(room, rng.randint(64, max(len(body) - 1, 65)))
        low = _window(len(body), room, golds, rng)
        high = min(low + room, len(body))
        begin = len(head)
        spans = tuple((s - low + begin, e - low + begin) for s, e in golds if low <= s and e < high)
        ids = np.array([*head, *body[low:high], SEP], dtype=np.int64)
        return Sequence_(ids, len(asked) + 2, begin, spans, tuple(labels))

    def _table(self, place: int) -> list[int]:
        return self._tokens[self._bounds[place] : self._bounds[place + 1]].tolist()


def _joined(files: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Several files as one: places of tables, groups and rows count on."""
    parts: dict[str, list[np.ndarray]] = {"tokens": [], "bounds": [np.zeros(1, np.int64)], "rows": [], "golds": []}
    tokens = tables = groups = rows = 0
    for file in files:
        parts["tokens"].append(file["tokens"])
        parts["bounds"].append(file["bounds"][1:] + tokens)
        parts["rows"].append(file["rows"] + np.array([tables, tables, tables, groups, 0, 0, 0], np.int32))
        parts["golds"].append(file["golds"] + np.array([rows, 0, 0], np.int32))
        tokens, tables = tokens + len(file["tokens"]), tables + len(file["bounds"]) - 1
        groups, rows = int(parts["rows"][-1][-1, 3]) + 1, rows + len(file["rows"])
    return {name: np.concatenate(arrays) for name, arrays in parts.items()}


def _window(length: int, room: int, golds: Sequence[tuple[int, int]], rng: random.Random) -> int:
    if length <= room:
        return 0
    if not golds:
        return rng.randint(0, length - room)
    start, end = rng.choice(list(golds))
    return rng.randint(max(0, min(end - room + 1, start)), max(0, min(start, length - room)))
