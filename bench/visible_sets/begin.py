"""BEGIN: a turn of a conversation and the piece of knowledge that a reply to it should rest on.

Made to judge whether replies are attributable; until such a judge is here, its turns are questions to a corpus of
its knowledge. Many say nothing that could be searched for, so its figures are low for everybody.
"""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

from bench.visible_sets.visible_set import REPLIES, RETRIEVAL, VisibleSet, write_texts
from rag.evaluate import GoldQuestion


def load(sets: Path) -> VisibleSet:
    with gzip.open(sets / "begin" / "begin_test_wow.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    knowledge = list(dict.fromkeys(row["knowledge"].strip() for row in rows if row["knowledge"].strip()))
    pages = {text: f"{number:04}.txt" for number, text in enumerate(knowledge)}
    wanted: dict[str, dict[str, None]] = {}
    for row in rows:
        if row["message"].strip() and row["knowledge"].strip():
            wanted.setdefault(row["message"].strip(), {})[pages[row["knowledge"].strip()]] = None
    gold = tuple(
        GoldQuestion(f"begin-{number}", message, also_pages=tuple(found))
        for number, (message, found) in enumerate(wanted.items())
    )
    texts = {page: f"{text}\n" for text, page in pages.items()}
    return VisibleSet("begin", lambda folder: write_texts(texts, folder), gold, RETRIEVAL + REPLIES)
