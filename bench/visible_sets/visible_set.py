"""What every set is brought into: documents to write into a folder, questions, and the figures that mean something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.evaluate import Evaluation, GoldQuestion
from rag.evaluate.judge import PASSAGE_TOKENS
from rag.service import Service

RETRIEVAL = ("hit@1", "hit@5", "mrr@10", "ndcg@10")
PASSAGES = (f"passage_recall@{PASSAGE_TOKENS}",)
ANSWERS = (
    "coverage",
    "right",
    "right_if_forced",
    "exact_match",
    "f1",
    "answer_words",
    "precision",
    "calibration_error",
)
ABSTENTION = ("auroc_right", "auroc_answerable", "unanswerable_answered", "right_withheld")
REPLIES = ("coverage", "answer_words")
"""For sets whose questions have no answer to compare with: how many are answered, and at what length."""


@dataclass(frozen=True, slots=True)
class VisibleSet:
    """A set, ready to be measured.

    ``write`` puts the documents into an empty folder. ``figures`` names those that mean something on this set;
    ``published`` says what others reached; ``measure`` adds figures of the set's own.
    """

    name: str
    write: Callable[[Path], None]
    gold: tuple[GoldQuestion, ...]
    figures: tuple[str, ...]
    published: str = ""
    measure: Callable[[Service, Evaluation], Mapping[str, float]] | None = None


def write_texts(texts: Mapping[str, str], folder: Path) -> None:
    """Write each text into the file of its name, made of forward-slashed parts."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
