"""Does gold that a collection makes of itself judge settings as gold written by hand does?

    python -m bench.gold_agreement DOCUMENTS HAND.jsonl --work FOLDER [--questions 180] [--limit N]

The documents are ingested under WORK (kept, so that a second run is short), gold is made from them, and every setting
is measured on both. At the end, for each figure: in how many pairs of settings both put the same one first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

from bench.visible_sets.measurement import Respondent, spread
from rag.compose import open_service
from rag.evaluate import GoldQuestion, evaluate, read_gold
from rag.gold import Lookup, gold_lines, make_gold, numbered
from rag.lexical import Bm25Encoder
from rag.settings import Settings

FIGURES = ("hit@5", "mrr@10", "right", "unanswerable_answered", "auroc_answerable", "auroc_right")
SAME = 0.005
"""Figures no further apart than this are equal."""


@dataclass(frozen=True)
class Setting:
    """What is tried: size of chunks, passages that an answer is taken from, least confidence of an answer."""

    chunk_tokens: int = 200
    k: int = 10
    threshold: float | None = None

    def __str__(self) -> str:
        threshold = "default" if self.threshold is None else self.threshold
        return f"chunk_tokens={self.chunk_tokens} k={self.k} threshold={threshold}"


SETTINGS = (Setting(), Setting(chunk_tokens=80), Setting(k=2), Setting(threshold=0.15), Setting(threshold=0.6))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("hand", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=180)
    parser.add_argument("--limit", type=int, help="hand-written questions to ask, evenly spread; default all")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for tokens in sorted({setting.chunk_tokens for setting in SETTINGS}):
        ingest(options.documents, options.work, tokens)
    made = write_made(options.work, options.questions, options.seed)
    hand = spread(read_gold(options.hand), options.limit)
    results = [(measure(setting, options.work, hand), measure(setting, options.work, made)) for setting in SETTINGS]
    show(results)


def data(work: Path, chunk_tokens: int) -> Path:
    return work / f"chunks-{chunk_tokens}"


def ingest(documents: Path, work: Path, chunk_tokens: int) -> None:
    """Put the documents into their data folder; what is there already is left alone."""
    rag = Path(sys.executable).with_name("rag")
    command = [str(rag), "ingest", str(documents), "--data", str(data(work, chunk_tokens))]
    subprocess.run(command, check=True, env=os.environ | {"RAG_CHUNK_TOKENS": str(chunk_tokens)})


def write_made(work: Path, questions: int, seed: int) -> tuple[GoldQuestion, ...]:
    """Gold from the documents themselves, written to WORK/made.jsonl and read back."""
    with open_service(Settings(data=data(work, Setting().chunk_tokens))) as service:
        lookup = Lookup(service.index.view, service.shelf.passages, Bm25Encoder())
        made = make_gold(service.shelf, lookup, None, questions, seed)
    path = work / "made.jsonl"
    path.write_text("".join(f"{line}\n" for line in gold_lines(numbered(made.questions))), encoding="utf-8")
    print(f"made {made.kinds}, dropped {made.dropped}")
    return read_gold(path)


def measure(setting: Setting, work: Path, gold: Sequence[GoldQuestion]) -> dict[str, float]:
    """The figures of one setting on one gold."""
    settings = Settings(data=data(work, setting.chunk_tokens), answer_threshold=setting.threshold)
    with open_service(settings) as service:
        consider = partial(service.consider, k=setting.k)
        evaluation = evaluate(gold, Respondent(service.tokenizer, service.search, consider, service.text))
    return {name: evaluation.figures[name].value for name in FIGURES}


def show(results: Sequence[tuple[dict[str, float], dict[str, float]]]) -> None:
    """Hand-written and made side by side, then how often the order of two settings is the same."""
    print(f"\n{'hand-written / made':44}" + "".join(f"{name:>23}" for name in FIGURES))
    for setting, (hand, made) in zip(SETTINGS, results, strict=True):
        print(f"{setting!s:44}" + "".join(f"{hand[name]:15.3f} /{made[name]:6.3f}" for name in FIGURES))
    print()
    for name in FIGURES:
        orders = [
            (order(first[0][name], second[0][name]), order(first[1][name], second[1][name]))
            for first, second in combinations(results, 2)
        ]
        decided = [(hand, made) for hand, made in orders if hand]
        same = sum(hand == made for hand, made in decided)
        against = sum(hand == -made for hand, made in decided)
        print(f"{name:24} of {len(decided)} pairs that differ by hand, {same} in the same order, {against} reversed")


def order(first: float, second: float) -> int:
    """1 when the first is larger, -1 when the second is, 0 when they are equal as far as can be told."""
    return 0 if abs(first - second) <= SAME else 1 if first > second else -1


if __name__ == "__main__":
    main()
