"""Fits how pieces are weighed and how sure an answer is: ``python -m training.answers [--questions 600] [--seed 1]``.

Puts held-out articles, held-out manuals and the shipped samples into collections of their own, asks their questions,
and fits three models: which piece of the passages read is right (softmax over the pieces of a question), and whether
the answer made of the best one is right (logistic), by the reader's verdict, and, as if the reader did not know the
language, by retrieval, words and meaning. Prints what belongs into rag/answer/confidence.py.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from ingest.cli.ingesting import ingest_sources
from ingest.cli.options import Call
from rag.answer import confidence, reading
from rag.answer.evidence import Evidence
from rag.answer.reading import Considered, ReadingGenerator
from rag.compose import make_embedder, make_reader, make_service, open_catalog
from rag.evaluate import GoldQuestion
from rag.evaluate.answers import exact_match, says
from rag.evaluate.confidence import auroc, calibration_error
from rag.evaluate.ranking import on_page
from rag.lexical import Bm25Encoder
from rag.settings import Settings
from rag.types import Hit, Question
from training.corpora import MISLEADING, Corpus, articles, manuals, samples

MOST_UNANSWERABLE = 0.1
"""Share of the samples' unanswerable questions that may be answered at the threshold that is printed."""
SURE_SPANS = (-0.1, -0.3, -1.0)
CLOSES = (0.0, 1.0, 2.0, 3.0)
COUNTED = {"samples": 1, "manuals": 1, MISLEADING: 2}
"""How much a corpus counts where probabilities are fitted: half are questions written to mislead."""
_PENALTY = 0.01
_UNKNOWN = "und"
"""A language that the reader does not know."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what was considered for it, read and as if it could not be, and which pieces read are right."""

    corpus: str
    gold: GoldQuestion
    question: Question
    considered: Considered
    unread: Considered
    right: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=600, help="questions of each corpus")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    settings = Settings()
    embedder, lexical_encoder = make_embedder(settings), Bm25Encoder()
    generator = ReadingGenerator(make_reader(settings), embedder, lexical_encoder, settings.read_characters)
    asked: list[Asked] = []
    with tempfile.TemporaryDirectory() as work:
        of_articles = articles(Path(work), options.questions, rng)
        corpora = (samples(), *of_articles, manuals(Path(work), options.questions, rng))
        for corpus in corpora:
            asked += ask(corpus, Path(work) / corpus.name / "data", generator)
    # What is not English says nothing of the reader, and is too little to fit on.
    asked = [one for one in asked if one.considered.was_read and one.considered.ranked]
    fit_weights(asked)
    compare_wordings(asked, generator)
    fit_confidence(asked, generator)
    fit_unread(asked, generator)


def ask(corpus: Corpus, data: Path, generator: ReadingGenerator) -> list[Asked]:
    """Every question of a corpus, with the evidence for the pieces of its passages."""
    settings = Settings(data=data, log_questions=False)
    asked = []
    with open_catalog(settings) as catalog:
        ingest_sources(Call(settings, "default", as_json=True), catalog, [str(corpus.folder)])
        service = make_service(settings, catalog, "default", make_embedder(settings))
        for gold in corpus.gold:
            question, hits = service.found(gold.question)
            considered = generator.consider(question, hits)
            unread = generator.consider(question, [replace(hit, language=_UNKNOWN) for hit in hits])
            right = [is_right(gold, seen.piece.text, seen.piece.quote.hit) for seen in considered.ranked]
            asked.append(Asked(corpus.name, gold, question, considered, unread, np.array(right, dtype=bool)))
    return asked


def is_right(gold: GoldQuestion, text: str, hit: Hit) -> bool:
    """Whether a text says an accepted answer and comes from a page that holds it."""
    placed = not gold.pages or any(on_page(hit.uri, page) for page in gold.pages)
    return placed and says(text, gold.answers)


def fit_weights(asked: Sequence[Asked]) -> None:
    """Maximise the probability of the right pieces, each question counting as one; used at once for what follows."""
    useful = [one for one in asked if one.right.any()]
    rows = [torch.tensor([astuple(seen.evidence) for seen in one.considered.ranked]) for one in useful]
    rights = [torch.tensor(one.right) for one in useful]
    weights = torch.tensor(astuple(confidence.WEIGHTS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = [row @ weights for row in rows]
        lost = [
            torch.logsumexp(score, 0) - torch.logsumexp(score[right], 0)
            for score, right in zip(scores, rights, strict=True)
        ]
        total = torch.stack(lost).mean() + _PENALTY * weights.square().mean()
        total.backward()
        return total

    optimizer.step(loss)
    fitted = Evidence(*(round(float(weight), 3) for weight in weights.detach()))
    confidence.WEIGHTS = fitted
    found = np.mean([one.right[int((row @ weights).argmax())] for one, row in zip(useful, rows, strict=True)])
    _say(f"{len(useful)} of {len(asked)} questions have a right piece; it is the first for {found:.3f}\n{fitted}")


def compare_wordings(asked: Sequence[Asked], generator: ReadingGenerator) -> None:
    """What it brings to say the span alone more or less often, and further sentences beside the lead's."""
    usual = reading.SURE_SPAN, reading.CLOSE
    for sure in SURE_SPANS:
        for close in CLOSES:
            reading.SURE_SPAN, reading.CLOSE = sure, close
            said = [(one, text_of(one, one.considered, generator)) for one in asked if one.gold.answerable]
            right = np.mean([is_right(one.gold, text, one.considered.ranked[0].piece.quote.hit) for one, text in said])
            exact = np.mean([exact_match(text, one.gold.answers) for one, text in said])
            words = np.mean([len(text.split()) for _, text in said])
            _say(f"span from {sure}, sentences within {close}: right {right:.3f}, exact {exact:.3f}, {words:.1f} words")
    reading.SURE_SPAN, reading.CLOSE = usual


def text_of(one: Asked, considered: Considered, generator: ReadingGenerator) -> str:
    """The answer as worded, by the weights that hold now."""
    return " ".join(said for said, _ in generator.worded(one.question, ranked(considered)).sentences)


def ranked(considered: Considered) -> Considered:
    """What was considered, in the order of the weights that hold now."""
    seen = sorted(considered.ranked, key=lambda seen: -confidence.score(seen.evidence))
    return replace(considered, ranked=tuple(seen))


def fit_confidence(asked: Sequence[Asked], generator: ReadingGenerator) -> None:
    """The probability that the answer as worded is right, by the reader's verdict."""
    leads = [ranked(one.considered).ranked[0] for one in asked]
    right = answered_right(asked, [one.considered for one in asked], generator)
    model, sure = fitted(asked, np.array([[lead.evidence.answers] for lead in leads]), right)
    _say(f"BIAS, OF_VERDICT = {model.intercept_[0]:.3f}, {model.coef_[0, 0]:.3f}")
    report(asked, sure, right)


def fit_unread(asked: Sequence[Asked], generator: ReadingGenerator) -> None:
    """The same where the reader does not know the language."""
    leads = [ranked(one.unread).ranked[0].evidence for one in asked]
    right = answered_right(asked, [one.unread for one in asked], generator)
    model, sure = fitted(asked, np.array([[lead.fused, lead.words, lead.meaning] for lead in leads]), right)
    fused, words, meaning = np.round(model.coef_[0], 3).tolist()
    _say(f"UNREAD_BIAS = {model.intercept_[0]:.3f}; OF_UNREAD: {fused=}, {words=}, {meaning=}")
    report(asked, sure, right)


def answered_right(asked: Sequence[Asked], considered: Sequence[Considered], generator: ReadingGenerator) -> np.ndarray:
    """Whether each answer as worded is right [n]."""
    right = [
        one.gold.answerable
        and is_right(one.gold, text_of(one, what, generator), ranked(what).ranked[0].piece.quote.hit)
        for one, what in zip(asked, considered, strict=True)
    ]
    return np.array(right, dtype=bool)


def fitted(asked: Sequence[Asked], figures: np.ndarray, right: np.ndarray) -> tuple[LogisticRegression, np.ndarray]:
    """A logistic model of figures [n, m], the corpora counted as they are to be, and what it says of them [n]."""
    counts = Counter(one.corpus for one in asked)
    shares = np.array([COUNTED.get(one.corpus, 0) / counts[one.corpus] for one in asked])
    model = LogisticRegression(max_iter=5000).fit(figures, right, sample_weight=shares * len(asked) / shares.sum())
    return model, model.predict_proba(figures)[:, 1]


def report(asked: Sequence[Asked], sure: np.ndarray, right: np.ndarray) -> None:
    """Figures of each corpus, and the threshold at which few of the unanswerable questions are answered."""
    answerable = np.array([one.gold.answerable for one in asked])
    # By the samples: their unanswerable questions are such as people ask, not made to mislead.
    usual = np.array([one.corpus == "samples" for one in asked])
    threshold = float(np.quantile(sure[usual & ~answerable], 1 - MOST_UNANSWERABLE, method="lower")) + 0.01
    _say(f"THRESHOLD = {threshold:.2f}")
    for name in dict.fromkeys(one.corpus for one in asked):
        mine = np.array([one.corpus == name for one in asked])
        given = mine & (sure >= threshold)
        _say(
            f"{name}: right if forced {right[mine & answerable].mean():.3f}, "
            f"AUROC right {auroc(sure[mine], right[mine]):.3f}, "
            f"answerable {auroc(sure[mine], answerable[mine]):.3f}, "
            f"calibration error {calibration_error(sure[mine], right[mine]):.3f}; at the threshold "
            f"{given.sum() / mine.sum():.3f} answered, {right[given].mean():.3f} of them right, "
            f"{(given & ~answerable).sum() / max(1, (mine & ~answerable).sum()):.3f} of the unanswerable answered"
        )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
