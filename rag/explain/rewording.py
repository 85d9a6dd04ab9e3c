"""The question worded otherwise: without a word that the passage lacks, or with one that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.explain.case import Case
from rag.explain.records import Reach
from rag.explain.trial import Trial, tried
from rag.explain.words import telling_words, without_word

_MOST_TRIED = 3


def without_a_word(case: Case, _: int) -> Trial:
    """Leave out the word, of those that the best passage lacks, without which it comes furthest."""
    wordings = ((word, without_word(case.run.setup.text, word)) for word in case.missing[:_MOST_TRIED])
    return _furthest(case, "without", [(word, text) for word, text in wordings if text.strip(" ?!.")])


def with_a_word(case: Case, _: int) -> Trial:
    """Add the word, of those that single out the best passage, with which it comes furthest."""
    run = case.run
    words = telling_words(run.trace.question, case.passage, case.stages.encoder, run.trace.view, _MOST_TRIED)
    return _furthest(case, "with", [(word, f"{run.setup.text} {word}") for word in words])


def _furthest(case: Case, how: str, wordings: Sequence[tuple[str, str]]) -> Trial:
    """The first of the wordings that brings the document furthest."""
    setup = case.run.setup
    trials = [
        tried(case, replace(setup, text=text), f"{how}_word", text, f"the question {how} “{word}”")
        for word, text in wordings
    ]
    helping = [trial.change for trial in trials if trial.change]
    if helping:
        return Trial(change=max(helping, key=lambda change: Reach[change.reaches.upper()]))
    words = " or ".join(f"“{word}”" for word, _ in wordings)
    return Trial(in_vain=f"the question {how} {words}" if words else None)
