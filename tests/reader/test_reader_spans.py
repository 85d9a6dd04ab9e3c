"""Spans against every span there is, tried one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as some

from rag.reader import spans
from rag.reader.rows import Row
from rag.reader.spans import readings

REACH = 4
"""Tokens of a span in these tests, so that small rows have spans that are too long."""


@pytest.fixture(scope="module", autouse=True)
def _short_reach():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spans, "LONGEST_ANSWER", REACH)
        yield


def window(passage, start, end, before, after, body=3):
    """A row of a passage whose tokens ``[start, end)`` count; token n covers the code points [2n, 2n + 1)."""
    offsets = [(2 * token, 2 * token + 1) for token in range(start - before, end + after)]
    length = body + len(offsets) + 1
    return Row(passage, [0] * length, 2, body, body + before, body + before + end - start, offsets)


@some.composite
def batches(draw):
    """Windows of a few passages with small whole logits, which makes ties; rows are padded by two."""
    rows = []
    for passage in range(draw(some.integers(1, 4))):
        start = 0
        for length in draw(some.lists(some.integers(0, 9), min_size=1, max_size=3)):
            before, after = min(start, 2), draw(some.integers(0, 2))
            rows.append(window(passage, start, start + length, before, after))
            start += length
    random = np.random.default_rng(draw(some.integers(0, 2**32)))
    scale = draw(some.sampled_from([1, 4, 30]))
    logits = [(random.integers(-5, 6, (len(row.ids) + 2, 2)) * scale).astype(np.float32) for row in rows]
    verdicts = random.normal(size=(len(rows), 3)).astype(np.float32)
    return rows, logits, verdicts


def every_span(rows, logits):
    """(passage, first token, last token, share) of all spans, shares by summing over all starts and all ends."""
    weighed, starts, ends = [], [], []
    for row, logit in zip(rows, logits, strict=True):
        first_token = row.offsets[row.first - row.body][0] // 2 if row.first < row.last else 0
        begins, finishes = (logit[row.first : row.last, side].astype(float) for side in (0, 1))
        starts += list(begins)
        ends += list(finishes)
        for first, begin in enumerate(begins):
            for last in range(first, min(first + REACH, len(finishes))):
                weighed.append((row.passage, first_token + first, first_token + last, begin + finishes[last]))
    whole = math.log(math.fsum(map(math.exp, starts))) + math.log(math.fsum(map(math.exp, ends))) if starts else 0.0
    return [(passage, first, last, math.exp(weight - whole)) for passage, first, last, weight in weighed]


def greedy(candidates):
    """The best three that do not overlap."""
    chosen = []
    for first, last, share in sorted(candidates, key=lambda span: (-span[2], span[0], span[1])):
        if len(chosen) < spans.SPANS and all(last < other[0] or other[1] < first for other in chosen):
            chosen.append((first, last, share))
    return chosen


@limits(deadline=None, max_examples=150, derandomize=True)
@given(batches())
def test_spans_are_the_best_of_all_that_do_not_overlap(batch):
    rows, logits, verdicts = batch
    passages = 1 + max(row.passage for row in rows)
    every = every_span(rows, logits)
    for passage, reading in enumerate(readings(rows, logits, verdicts, passages)):
        expected = greedy([span[1:] for span in every if span[0] == passage])
        assert [(span.start, span.end) for span in reading.spans] == [(2 * a, 2 * b + 1) for a, b, _ in expected]
        assert [span.share for span in reading.spans] == pytest.approx([share for *_, share in expected], rel=1e-9)
    assert sum(share for *_, share in every) <= 1 + 1e-9


@limits(deadline=None, max_examples=50, derandomize=True)
@given(batches())
def test_a_passage_is_as_good_as_its_best_window(batch):
    rows, logits, verdicts = batch
    passages = 1 + max(row.passage for row in rows)
    sure = 1 / (1 + np.exp(-verdicts.astype(float)))
    for passage, reading in enumerate(readings(rows, logits, verdicts, passages)):
        own = [place for place, row in enumerate(rows) if row.passage == passage]
        assert (reading.answers, reading.relevant) == pytest.approx(tuple(sure[own, :2].max(axis=0)))


def test_shares_of_all_starts_with_all_ends_make_one():
    """A start may be in one passage and its end in another; without such pairs, here, all spans together are 1."""
    row = window(0, 0, 1, 0, 0)
    (reading,) = readings([row], [np.full((5, 2), 7.0, np.float32)], np.zeros((1, 3), np.float32), 1)
    assert [span.share for span in reading.spans] == [pytest.approx(1.0)]


def test_another_passage_takes_its_part():
    rows = [window(0, 0, 1, 0, 0), window(1, 0, 1, 0, 0)]
    logits = [np.full((5, 2), value, np.float32) for value in (0.0, 3.0)]
    first, second = readings(rows, logits, np.zeros((2, 3), np.float32), 2)
    even = 1 + math.exp(3)
    assert first.spans[0].share == pytest.approx(1 / even**2)
    assert second.spans[0].share == pytest.approx((math.exp(3) / even) ** 2)


def test_what_does_not_count_gives_no_span_and_takes_no_share():
    row = window(0, 2, 4, 2, 2)
    logits = np.full((len(row.ids), 2), 50.0, np.float32)
    logits[row.first : row.last] = [[1.0, -99.0], [-99.0, 1.0]]
    (reading,) = readings([row], [logits], np.zeros((1, 3), np.float32), 1)
    assert (reading.spans[0].start, reading.spans[0].end) == (4, 7)
    assert reading.spans[0].share == pytest.approx(1.0)


@pytest.mark.parametrize("beside", [0, 2])
def test_passages_without_tokens_have_no_spans_and_no_odd_numbers(beside):
    rows = [window(passage, 0, 0, 0, 0) for passage in range(3)]
    rows[1] = window(1, 0, beside, 0, 0)
    logits = [np.zeros((len(row.ids), 2), np.float32) for row in rows]
    found = readings(rows, logits, np.zeros((3, 3), np.float32), 3)
    assert [bool(reading.spans) for reading in found] == [False, beside > 0, False]
    assert all(math.isfinite(span.share) for reading in found for span in reading.spans)
    assert [reading.answers for reading in found] == [0.5, 0.5, 0.5]
    assert readings([], [], np.empty((0, 3), np.float32), 0) == []


@pytest.mark.parametrize("height", [-1e4, 1e4])
def test_large_logits_do_not_overflow(height):
    row = window(0, 0, 2, 0, 0)
    verdicts = np.full((1, 3), height, np.float32)
    (reading,) = readings([row], [np.full((len(row.ids), 2), height, np.float32)], np.clip(verdicts, -500, 500), 1)
    assert [span.share for span in reading.spans] == pytest.approx([0.25, 0.25])
    assert reading.answers == pytest.approx(float(height > 0))


def test_tokens_that_share_a_letter_are_not_two_answers():
    """A Korean syllable is up to three tokens with the same offsets."""
    offsets = [(0, 1), (0, 1), (0, 1), (1, 2), (1, 2)]
    row = Row(0, [0] * 9, 2, 3, 3, 8, offsets)
    logits = np.full((9, 2), -9.0, np.float32)
    logits[3:6] = 5.0
    (reading,) = readings([row], [logits], np.zeros((1, 3), np.float32), 1)
    places = sorted((span.start, span.end) for span in reading.spans)
    assert places[0] == (0, 1)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
