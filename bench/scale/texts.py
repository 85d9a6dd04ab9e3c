"""The texts and questions of the measurement: paragraphs and answers of the shared sets, cut into short chunks."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

WORDS = 45
"""Words of a chunk: some 60 tokens."""


def texts(sets: Path, count: int) -> list[str]:
    """``count`` distinct chunks in the order of their documents; fewer when the sets do not hold so many."""
    distinct = dict.fromkeys(window for passage in _passages(sets) for window in _windows(passage))
    return list(islice(distinct, count))


def questions(sets: Path, count: int) -> list[str]:
    """``count`` questions about those documents, evenly spread over all of them."""
    asked = [question["question"] for paragraph in _paragraphs(sets) for question in paragraph["qas"]]
    asked += [json.loads(line)["question"] for line in _medical(sets)]
    return asked[:: max(1, len(asked) // count)][:count]


def _passages(sets: Path) -> Iterator[str]:
    for paragraph in _paragraphs(sets):
        yield paragraph["context"]
    for line in _medical(sets):
        yield json.loads(line)["answer"]


def _windows(passage: str) -> Iterator[str]:
    words = passage.split()
    for start in range(0, len(words), WORDS):
        window = words[start : start + WORDS]
        if len(window) > WORDS // 2:
            yield " ".join(window)


def _paragraphs(sets: Path) -> Iterator[dict[str, list[dict[str, str]]]]:
    with gzip.open(sets / "train/squad/train-v1.1.json.gz", "rt", encoding="utf-8") as source:
        articles = json.load(source)["data"]
    for article in articles:
        yield from article["paragraphs"]


def _medical(sets: Path) -> Iterator[str]:
    with gzip.open(sets / "train/medquad/medquad.jsonl.gz", "rt", encoding="utf-8") as source:
        yield from source
