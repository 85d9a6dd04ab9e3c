"""What steps bring to questions that need several passages: ``python -m bench.multihop [--limit N] [--data FOLDER]``.

MuSiQue's questions are answered whole, and step by step with the set's own steps in the place of those that a language
model would name: so this measures what stands around the model, and is the most that a model could bring. Without a
calibrated threshold: everything is answered.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.visible_sets.ingestion import ingest
from bench.visible_sets.multihop import load_musique
from bench.visible_sets.registry import DEFAULT_SETS
from rag.compose import open_service
from rag.conversation.steps import fits, walked
from rag.evaluate import GoldQuestion
from rag.evaluate.answers import says
from rag.evaluate.ranking import on_page
from rag.service import Service
from rag.settings import Settings
from rag.types import Answer, Hit

FIRST = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one question: whether each way was right, and the share of its passages that each found."""

    steps: int
    within_words: bool
    whole_right: bool
    walked_right: bool
    walked: bool
    whole_recall: float
    walked_recall: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="questions; default: all")
    parser.add_argument("--data", type=Path, help="keep what is ingested there")
    options = parser.parse_args()
    chosen = load_musique(DEFAULT_SETS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.data or Path(temporary)
        if not (folder / "documents").exists():
            (folder / "documents").mkdir(parents=True)
            chosen.write(folder / "documents")
        ingest(folder / "documents", folder / "data")
        with open_service(Settings(data=folder / "data", answer_threshold=0.0, log_questions=False)) as service:
            steps = steps_of_the_set(DEFAULT_SETS)
            outcomes = [outcome(service, gold, steps[gold.id]) for gold in chosen.gold[: options.limit]]
    report(outcomes)


def steps_of_the_set(sets: Path) -> dict[str, list[str]]:
    """The steps that MuSiQue's authors gave each question; "a >> b", a relation, as a question."""

    def asked(step: str) -> str:
        thing, _, relation = step.partition(" >> ")
        return f"What is the {relation} of {thing}?" if relation else step

    with gzip.open(sets / "multihop" / "musique_train.json.gz", "rt", encoding="utf-8") as stream:
        return {
            fields["id"]: [asked(step["question"]) for step in fields["question_decomposition"]]
            for fields in json.load(stream)
        }


def outcome(service: Service, gold: GoldQuestion, steps: Sequence[str]) -> Outcome:
    whole = service.ask(gold.question, FIRST)
    hits: list[Hit] = []

    def answer(question: str) -> Answer:
        given = service.ask(question, FIRST)
        hits.extend(given.hits)
        return given

    by_steps = walked(steps, answer)
    return Outcome(
        len(steps),
        all(fits(step, place, gold.question) for place, step in enumerate(steps)),
        says(whole.text or "", gold.answers),
        by_steps is not None and says(by_steps.parts[0].text or "", gold.answers),
        by_steps is not None,
        recall(whole.hits, gold),
        recall(hits, gold),
    )


def recall(hits: Sequence[Hit], gold: GoldQuestion) -> float:
    """The share of the supporting passages among the hits."""
    return float(np.mean([any(on_page(hit.uri, page) for hit in hits) for page in gold.pages]))


def report(outcomes: Sequence[Outcome]) -> None:
    columns = {
        "walked": "walked",
        "right whole": "whole_right",
        "right by steps": "walked_right",
        "found whole": "whole_recall",
        "found by steps": "walked_recall",
    }
    print("steps  questions" + "".join(f"{title:>16}" for title in columns))
    for steps in (*sorted({one.steps for one in outcomes}), 0):
        mine = [one for one in outcomes if steps in (0, one.steps)]
        shares = [np.mean([getattr(one, name) for one in mine]) for name in columns.values()]
        print(f"{steps or 'all':>5}{len(mine):>11}" + "".join(f"{share:>16.2f}" for share in shares))
    within = np.mean([one.within_words for one in outcomes])
    print(f"steps that use only words of their question: {within:.2f}")


if __name__ == "__main__":
    main()
