"""PubMedQA: a question and the abstract (without its conclusion) that it was asked of.

Its answers are yes, no or maybe, which no quotation says, so only retrieval and citations are measured.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from bench.visible_sets.visible_set import REPLIES, RETRIEVAL, VisibleSet, write_texts
from rag.evaluate import GoldQuestion


def load(sets: Path) -> VisibleSet:
    with gzip.open(sets / "pubmedqa" / "ori_pqal.json.gz", "rt", encoding="utf-8") as stream:
        articles = json.load(stream)
    texts = {f"{number}.txt": "\n\n".join(article["CONTEXTS"]) + "\n" for number, article in articles.items()}
    gold = tuple(
        GoldQuestion(number, article["QUESTION"], page=f"{number}.txt", kind=article["final_decision"])
        for number, article in articles.items()
    )
    return VisibleSet("pubmedqa", lambda folder: write_texts(texts, folder), gold, RETRIEVAL + REPLIES)
