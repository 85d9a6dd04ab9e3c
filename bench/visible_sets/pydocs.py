"""The Python manual as HTML, with questions, quotes and accepted answers: the nearest to real use."""

from __future__ import annotations

import tarfile
from pathlib import Path

from bench.visible_sets.visible_set import ABSTENTION, ANSWERS, PASSAGES, RETRIEVAL, VisibleSet
from rag.evaluate import read_gold


def load(sets: Path) -> VisibleSet:
    def write(folder: Path) -> None:
        with tarfile.open(sets / "pydocs" / "html.tar.xz") as archive:
            archive.extractall(folder, filter="data")

    gold = read_gold(sets / "pydocs" / "qa.jsonl")
    return VisibleSet("pydocs", write, gold, RETRIEVAL + PASSAGES + ANSWERS + ABSTENTION)
