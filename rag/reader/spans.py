"""From logits to readings: the best spans of each passage, normalised over all passages that were read together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rag.reader.rows import Row
from rag.readings import Reading, ReadSpan
from rag.types import FloatVector

LONGEST_ANSWER = 40
"""Tokens of a span."""
SPANS = 3
"""Of a passage."""


def readings(rows: Sequence[Row], logits: Sequence[FloatVector], verdicts: FloatVector, passages: int) -> list[Reading]:
    """One reading for each passage.

    ``logits`` are those of start and end for each row [width, 2]; ``verdicts`` [rows, 3] say whether a row answers,
    is relevant, supports.
    """
    counted = [logit[row.first : row.last] for row, logit in zip(rows, logits, strict=True)]
    whole = _log_sum(counted)
    sure = 1 / (1 + np.exp(-verdicts.astype(np.float64)))
    found: list[list[ReadSpan]] = [[] for _ in range(passages)]
    answers, relevant = np.zeros(passages), np.zeros(passages)
    for row, logit, verdict in zip(rows, counted, sure, strict=True):
        answers[row.passage] = max(answers[row.passage], verdict[0])
        relevant[row.passage] = max(relevant[row.passage], verdict[1])
        skipped = row.first - row.body
        for start, end, score in _best(logit):
            share = float(np.exp(score - whole))
            span = ReadSpan(row.offsets[start + skipped][0], row.offsets[end + skipped][1], share)
            found[row.passage].append(span)
    return [
        Reading(float(answers[place]), float(relevant[place]), tuple(_first(spans)))
        for place, spans in enumerate(found)
    ]


def _first(spans: Sequence[ReadSpan]) -> list[ReadSpan]:
    """The best that do not overlap: spans of different tokens may, as a Korean syllable is several tokens."""
    chosen: list[ReadSpan] = []
    for span in sorted(spans, key=lambda span: (-span.share, span.start)):
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
    return chosen[:SPANS]


def _log_sum(counted: Sequence[FloatVector]) -> float:
    """Log of what all starts weigh together, and all ends."""
    stacked = np.concatenate([logit.astype(np.float64) for logit in counted] or [np.zeros((1, 2))])
    if not len(stacked):
        return 0.0
    most = stacked.max(axis=0)
    return float((np.log(np.exp(stacked - most).sum(axis=0)) + most).sum())


def _best(logit: FloatVector) -> Iterator[tuple[int, int, float]]:
    """The best spans (first and last token, sum of logits) that do not overlap."""
    length = len(logit)
    reach = min(LONGEST_ANSWER, length)
    ends = np.concatenate([logit[:, 1], np.full(reach, -np.inf)])
    scores = (
        logit[:, :1] + np.lib.stride_tricks.sliding_window_view(ends, reach)[:length] if length else np.empty((0, 0))
    )
    for _ in range(min(SPANS, length)):
        start, more = divmod(int(scores.argmax()), reach)
        if not np.isfinite(scores[start, more]):
            return
        end = start + more
        yield start, end, float(scores[start, more])
        # What begins within the span or reaches into it is out.
        scores[start : end + 1] = -np.inf
        for before in range(max(0, start - reach + 1), start):
            scores[before, start - before :] = -np.inf
