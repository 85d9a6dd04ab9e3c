"""How good the answers of a measurement are, question by question, by the same measures as ``rag eval``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.pipelines.measure import Measurement
from rag.evaluate.bootstrap import Difference, Statistic, paired_difference
from rag.evaluate.gold import GoldQuestion
from rag.evaluate.judge import PASSAGE_TOKENS, RANKS
from rag.evaluate.passages import covered, first_tokens
from rag.evaluate.ranking import gains, hit, reciprocal_rank
from rag.protocols import Tokenizer

_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
_MARKUP = str.maketrans("", "", "*_`#|[]\\¶")


@dataclass(frozen=True, slots=True)
class Quality:
    """Each figure as a row of values, one for each question that has it; NaN for one that has not."""

    values: dict[str, NDArray[np.float64]]

    def figures(self) -> dict[str, float]:
        """The means."""
        return {name: _mean(row) for name, row in self.values.items()}

    def minus(self, other: Quality) -> dict[str, Difference]:
        """Each figure of this minus that of the other, over the same questions, with its interval."""
        return {
            name: paired_difference(_statistic(other.values[name]), _statistic(row), len(row))
            for name, row in self.values.items()
        }


def quality(measurement: Measurement, questions: Sequence[GoldQuestion], tokenizer: Tokenizer) -> Quality:
    """Judge the hits; questions without a page count for nothing, those without a quote not for the passages."""
    rows = [
        _judge(question, hits, tokenizer)
        for question, hits in zip(questions, measurement.hits, strict=True)
        if question.pages
    ]
    return Quality({name: np.array([row[name] for row in rows], dtype=np.float64) for name in rows[0]})


def _judge(question: GoldQuestion, hits: Sequence[dict[str, str]], tokenizer: Tokenizer) -> dict[str, float]:
    found = gains((hit["page"] for hit in hits), question.pages)
    return {
        "hit@1": hit(found, 1),
        "hit@5": hit(found, 5),
        "mrr@10": reciprocal_rank(found, RANKS),
        f"passage@{PASSAGE_TOKENS}": _passage_recall(question, [hit["text"] for hit in hits], tokenizer),
    }


def _passage_recall(question: GoldQuestion, texts: Sequence[str], tokenizer: Tokenizer) -> float:
    if question.quote is None:
        return float("nan")
    read = first_tokens(texts, tokenizer, PASSAGE_TOKENS)
    return covered(_plain(question.quote), (_plain(text) for text in read))


def _plain(text: str) -> str:
    # Some extractors write Markdown, some plain text: nobody is judged by signs that only mark up.
    return _LINK_TARGET.sub("]", text).translate(_MARKUP)


def _statistic(row: NDArray[np.float64]) -> Statistic:
    return lambda sample: _mean(row[sample])


def _mean(row: NDArray[np.float64]) -> float:
    known = row[~np.isnan(row)]
    return float(known.mean()) if len(known) else float("nan")
