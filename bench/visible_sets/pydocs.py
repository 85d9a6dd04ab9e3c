"""The Python manual as HTML, with questions, quotes and accepted answers: the nearest to real use."""

from __future__ import annotations

from pathlib import Path

from bench.unpacking import unpack
from bench.visible_sets.visible_set import ABSTENTION, ANSWERS, PASSAGES, RETRIEVAL, VisibleSet
from rag.evaluate import read_gold


def load(sets: Path) -> VisibleSet:
    def write(folder: Path) -> None:
        unpack(sets / "pydocs" / "html.tar.xz", folder)

    gold = read_gold(sets / "pydocs" / "qa.jsonl")
    return VisibleSet("pydocs", write, gold, RETRIEVAL + PASSAGES + ANSWERS + ABSTENTION)
