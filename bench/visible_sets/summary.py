"""What is printed: the figures of each set, and one table and one verdict over all."""

from __future__ import annotations

from collections.abc import Mapping

from bench.visible_sets.measurement import Measurement
from bench.visible_sets.visible_set import VisibleSet
from rag.evaluate.judge import PASSAGE_TOKENS
from rag.evaluate.report import columns, number

_COLUMNS = {
    "hit@1": "hit@1",
    "hit@5": "hit@5",
    "mrr@10": "mrr@10",
    "ndcg@10": "ndcg@10",
    f"passage_recall@{PASSAGE_TOKENS}": "passage",
    "right": "right",
    "f1": "f1",
    "coverage": "covered",
    "auroc_right": "auroc",
    "unanswerable_answered": "unans. answ.",
}


def of_set(chosen: VisibleSet, measurement: Measurement) -> str:
    """The set's figures with intervals, its own ones, and what was published of it."""
    evaluation = measurement.evaluation
    rows = [["figure", "value", "95 % interval"]]
    for name in (*chosen.figures, "citations_verified"):
        figure = evaluation.figures[name]
        rows.append([name, number(figure.value), f"{number(figure.low)} to {number(figure.high)}"])
    rows += [[name, number(value), ""] for name, value in measurement.own.items()]
    lines = [
        f"== {chosen.name}: {len(evaluation.rows)} questions; {measurement.ingestion}",
        *columns(rows),
        f"search p50 / p95 {evaluation.search_ms.p50:.1f} / {evaluation.search_ms.p95:.1f} ms,"
        f" ask {evaluation.ask_ms.p50:.1f} / {evaluation.ask_ms.p95:.1f} ms",
    ]
    if chosen.published:
        lines.append(f"published: {chosen.published}")
    return "\n".join(lines)


def of_all(measured: Mapping[str, tuple[VisibleSet, Measurement]]) -> str:
    """A row for each set, dashes where a figure means nothing there, and the verdict on citations."""
    rows = [["set", "questions", *_COLUMNS.values(), "citations", "search p50", "ask p50"]]
    for name, (chosen, measurement) in measured.items():
        evaluation = measurement.evaluation
        figures = [number(evaluation.figures[figure].value) if figure in chosen.figures else "-" for figure in _COLUMNS]
        verified, citations = citation_counts(measurement)
        rows.append(
            [
                name,
                str(len(evaluation.rows)),
                *figures,
                f"{verified}/{citations}",
                f"{evaluation.search_ms.p50:.1f}",
                f"{evaluation.ask_ms.p50:.1f}",
            ]
        )
    return "\n".join([*columns(rows), "", verdict([measurement for _, measurement in measured.values()])])


def verdict(measurements: list[Measurement]) -> str:
    """How many citations verify, of how many."""
    counts = [citation_counts(measurement) for measurement in measurements]
    verified, citations = sum(count[0] for count in counts), sum(count[1] for count in counts)
    questions = sum(len(measurement.evaluation.rows) for measurement in measurements)
    return f"{verified} of {citations} citations verify, over {questions} questions"


def citation_counts(measurement: Measurement) -> tuple[int, int]:
    """Citations that verify, and all."""
    rows = measurement.evaluation.rows
    return sum(row.verified for row in rows), sum(row.citations for row in rows)
