"""A small made-up corpus whose rankings are kept beside this file: ``python -m tests.retrieve.fixed_rankings`` writes.

They were written by the retrieval as it was before it could be traced, and are written anew only when results are
meant to change.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

from rag.lexical import Bm25Encoder
from rag.retrieve.retriever import Retriever
from rag.types import Filter
from tests.live.house import WORDS, TinyEmbedder, open_house

KEPT = Path(__file__).with_name("fixed_rankings.json")
QUESTIONS = (
    "amber",
    "amber basalt 3",
    "which lagoon holds the pearl",
    "kelp onyx nickel marble",
    "nothing of all this",
)
LIMITS = (1, 4, 20)
_DOCUMENTS = 70


def fill(house) -> None:
    """Documents of one to nine passages, near-copies among them, half of them in a base, some replaced or deleted."""
    drawn = np.random.default_rng(7)
    for number in range(_DOCUMENTS):
        if number == _DOCUMENTS // 2:
            house.build()
        passages = [" ".join(drawn.choice(WORDS, 12)) + f" {number}" for _ in range(drawn.integers(1, 10))]
        copy = f"amber basalt cedar delta ember flint garnet harbor indigo jasper kelp {number % 3}"
        house.put(f"file:///{number}", *passages, *([copy] if number % 4 == 0 else []))
    for number in (1, 5, 40):
        house.delete(f"file:///{number}")
    house.put("file:///2", "amber pearl replaced")


def rankings(house) -> dict[str, list[list]]:
    """For each question, limit and filter: uri, span, the places in the stages and the score of each hit."""
    retriever = Retriever(house.index(), house.shelf.passages, TinyEmbedder(), Bm25Encoder())
    found = {}
    for text in QUESTIONS:
        question = retriever.prepare(text)
        for k in LIMITS:
            for wanted in (None, Filter(uri_prefix="file:///3")):
                hits = retriever.search(question, k, wanted)
                found[f"{text} / {k} / {wanted.uri_prefix if wanted else 'all'}"] = [_row(hit) for hit in hits]
    return found


def _row(hit) -> list:
    return [hit.uri, hit.start, hit.end, hit.ranks.dense, hit.ranks.lexical, hit.ranks.fused, round(hit.score, 5)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder)) as made:
        fill(made)
        rows = (f" {json.dumps(name)}: {json.dumps(hits)}" for name, hits in rankings(made).items())
        KEPT.write_text("{\n" + ",\n".join(rows) + "\n}\n")
