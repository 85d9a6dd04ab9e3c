"""Floors under what the shipped samples score: a change that breaks retrieval, answers or abstention is seen."""

from __future__ import annotations

import pytest

from tests.journeys.command_line import SAMPLES, rag

AT_LEAST = {
    "hit@1": 0.78,
    "hit@5": 0.92,
    "mrr@10": 0.84,
    "ndcg@10": 0.85,
    "passage_recall@1000": 0.85,
    "right_if_forced": 0.50,
    "right": 0.30,
    "auroc_answerable": 0.60,
    "citations_verified": 1.0,
}
AT_MOST = {"unanswerable_answered": 0.20, "answer_words": 36}


@pytest.fixture(scope="module")
def figures(samples):
    reply = rag(samples, "eval", SAMPLES / "gold.jsonl", "--json").json
    return {name: figure["value"] for name, figure in reply["figures"].items()}


@pytest.mark.parametrize(("name", "floor"), AT_LEAST.items())
def test_is_at_least(figures, name, floor):
    assert figures[name] >= floor


@pytest.mark.parametrize(("name", "ceiling"), AT_MOST.items())
def test_is_at_most(figures, name, ceiling):
    assert figures[name] <= ceiling
