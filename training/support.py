"""Fits how surely the sources support a sentence: ``python -m training.support [--passages 800] [--seed 1]``.

Sentences of held-out articles, which the reader was not trained on: said in other words they are true, changed in one
place they are false; so are answers put into their questions, and what is said elsewhere is false here. Prints what
belongs into rag/writing/weights.py. The claims of FEVER are left out: the reader was trained on all of them, and would
look surer than it is.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from rag.compose import make_embedder, make_reader
from rag.evaluate.confidence import auroc, calibration_error
from rag.sentences import sentence_spans
from rag.settings import Settings
from rag.types import Hit, StageRanks, StageScores
from rag.writing.signs import Signs
from rag.writing.sources import Sources
from rag.writing.support import SupportCheck
from training.paraphrase import paraphrase
from training.reader.alter import CHANGES
from training.reader.claims import of_answers
from training.reader.sources import Asked, Paragraph, squad_1, squad_2

MOST_LOST = 0.1
"""Share of the true sentences that may be lost at the threshold that is printed."""
_SHORTEST, _LONGEST = 6, 40
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence about a paragraph, whether it is true, and how it was made."""

    text: str
    paragraph: Paragraph
    supported: bool
    kind: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="file (.npz) that the signs of every sentence are put into")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    settings = Settings()
    embedder, check = make_embedder(settings), SupportCheck(make_reader(settings))
    asked = [*squad_1()[1], *squad_2()[1]]
    paragraphs = list(dict.fromkeys(one.paragraph for one in asked))
    chosen = set(rng.sample(paragraphs, min(options.passages, len(paragraphs))))
    made = list(examples([one for one in asked if one.paragraph in chosen], rng))
    rows, kept = [], []
    of_paragraphs: dict[Paragraph, Sources] = {}
    for example in made:
        if example.paragraph not in of_paragraphs:
            of_paragraphs[example.paragraph] = Sources("", [passage(example.paragraph)], embedder)
        signs = check.signs(example.text, (1,), of_paragraphs[example.paragraph])
        if signs is not None:
            rows.append(astuple(signs))
            kept.append(example)
    if options.keep:
        np.savez(options.keep, rows=np.array(rows), texts=[one.text for one in kept], kinds=[one.kind for one in kept])
    fit(np.array(rows), kept)


def examples(asked: Sequence[Asked], rng: random.Random) -> Iterator[Example]:
    """For each paragraph sentences in other words, true and changed in one place; for each answer a statement."""
    for paragraph in dict.fromkeys(one.paragraph for one in asked):
        yield from of_paragraph(paragraph, rng)
    yield from of_elsewhere(list(dict.fromkeys(one.paragraph for one in asked)), rng)
    answered = [one for one in asked if one.spans]
    for claim in of_answers(rng.sample(answered, min(len(answered), len(asked) // 3)), rng):
        yield Example(claim.text, claim.paragraph, claim.supported, "answer")


def of_paragraph(paragraph: Paragraph, rng: random.Random) -> Iterator[Example]:
    """One true sentence in other words, and one of each change that can be made of another."""
    sentences = [paragraph.text[start:end] for start, end in sentence_spans(paragraph.text)]
    fit_for = [said for said in sentences if _SHORTEST <= len(said.split()) <= _LONGEST]
    for said in rng.sample(fit_for, min(4, len(fit_for))):
        other = paraphrase(said, paragraph.title, rng) or said
        yield Example(other, paragraph, True, "paraphrase")
        kind = rng.choice(list(CHANGES))
        changed = CHANGES[kind](other, paragraph.text, rng)
        if changed is not None and changed != other:
            yield Example(changed, paragraph, False, kind)


def of_elsewhere(paragraphs: Sequence[Paragraph], rng: random.Random) -> Iterator[Example]:
    """For each paragraph two sentences of others, mostly of other articles: true, and said of something else."""
    for paragraph in paragraphs:
        for other in rng.sample(paragraphs, min(2, len(paragraphs))):
            sentences = [other.text[start:end] for start, end in sentence_spans(other.text)]
            if other != paragraph and sentences:
                yield Example(rng.choice(sentences), paragraph, False, "elsewhere")


def passage(paragraph: Paragraph) -> Hit:
    """A paragraph as it would be found."""
    text = paragraph.text
    none = StageScores(), StageRanks()
    return Hit(1, 1.0, *none, 1, "d", 1, "file:///d", paragraph.title, 0, len(text), text, paragraph.title)


def fit(rows: np.ndarray, made: Sequence[Example]) -> None:
    """A logistic model over the signs; its figures are those of articles that it was not fitted on."""
    labels = np.array([example.supported for example in made])
    groups = np.array([example.paragraph.title for example in made])
    weights = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    model = LogisticRegression(C=1.0, max_iter=5000)
    sure = cross_val_predict(
        model,
        rows,
        labels,
        groups=groups,
        cv=GroupKFold(_PARTS),
        method="predict_proba",
        params={"sample_weight": weights},
    )[:, 1]
    threshold = float(np.quantile(sure[labels], MOST_LOST))
    model.fit(rows, labels, sample_weight=weights)
    names = [field.name for field in fields(Signs)]
    coefficients = ", ".join(f"{name}={value:.3f}" for name, value in zip(names, model.coef_[0], strict=True))
    _say(f"{len(made)} sentences, {labels.mean():.2f} true\nBIAS = {model.intercept_[0]:.3f}")
    _say(f"COEFFICIENTS = Signs({coefficients})\nTHRESHOLD = {threshold:.3f}")
    for name, scores in (("combined", sure), ("passage", rows[:, 0]), ("near", rows[:, 1]), ("order", rows[:, 2])):
        _say(f"{name}: AUROC {auroc(scores, labels):.3f}, caught {report(scores, labels, made)}")
    _say(f"calibration error {calibration_error(sure, labels):.3f}")


def report(scores: np.ndarray, labels: np.ndarray, made: Sequence[Example]) -> str:
    """The share of each kind that falls below the score that MOST_LOST of the true ones fall below."""
    least = np.quantile(scores[labels], MOST_LOST)
    kinds = np.array([example.kind for example in made])
    parts = [
        f"{kind} {np.mean(scores[~labels & (kinds == kind)] < least):.3f}" for kind in dict.fromkeys(kinds[~labels])
    ]
    return f"{np.mean(scores[~labels] < least):.3f} ({', '.join(parts)})"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
