"""Runs and comparisons as tables to read in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from rag.evaluate.bootstrap import Difference, Interval
from rag.evaluate.compare import Comparison
from rag.evaluate.figures import FIGURES, Figure
from rag.evaluate.judge import PASSAGE_TOKENS
from rag.evaluate.run import Evaluation, Latency

_KIND_COLUMNS = ("hit@1", "hit@5", "mrr@10", f"passage_recall@{PASSAGE_TOKENS}", "right", "coverage")


def table(evaluation: Evaluation) -> str:
    """The figures with their intervals, then those of each kind, reliability and latency."""
    parts = [_figures(evaluation.figures, len(evaluation.rows))]
    if evaluation.by_kind:
        parts.append(_kinds(evaluation.by_kind))
    if evaluation.reliability:
        parts.append(_reliability(evaluation))
    parts.append(_latencies(evaluation))
    return "\n\n".join(parts)


def comparison_table(comparison: Comparison, names: tuple[str, str] = ("before", "after")) -> str:
    """How many questions changed; each figure before and after, its difference with interval, the chance of a gain.

    ``names`` are what the two runs are called.
    """
    lines = [f"{comparison.questions} questions in both runs"]
    if comparison.only_before or comparison.only_after:
        lines[0] += f" ({comparison.only_before} only {names[0]}, {comparison.only_after} only {names[1]}, left out)"
    counted = (f"{comparison.count(verdict)} {verdict}" for verdict in ("better", "worse", "same"))
    lines.append(f"question by question: {', '.join(counted)}")
    rows = [["figure", *names, "difference", "95 % interval", "better with"]]
    for figure in FIGURES:
        change = comparison.figures[figure.name]
        if not isnan(change.difference):
            rows.append(_change(figure, change))
    return "\n".join([*lines, "", *columns(rows)])


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines of equally wide columns, the first to the left and the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def number(value: float) -> str:
    """Three digits after the point, one for larger numbers, a dash for NaN."""
    if isnan(value):
        return "-"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def _figures(figures: dict[str, Interval], questions: int) -> str:
    known = [figure for figure in FIGURES if not isnan(figures[figure.name].value)]
    rows = [["figure", "value", "95 % interval"]]
    rows += [[figure.name, *_interval(figures[figure.name])] for figure in known]
    lines = columns(rows)
    meanings = ["", *(figure.meaning for figure in known)]
    described = [f"{line}  {meaning}".rstrip() for line, meaning in zip(lines, meanings, strict=True)]
    return "\n".join([f"{questions} questions", "", *described])


def _interval(interval: Interval) -> list[str]:
    return [number(interval.value), f"{number(interval.low)} to {number(interval.high)}"]


def _change(figure: Figure, change: Difference) -> list[str]:
    better = 1 - change.probability if figure.less else change.probability
    return [
        figure.name,
        number(change.before),
        number(change.after),
        f"{change.difference:+.3f}",
        f"{change.low:+.3f} to {change.high:+.3f}",
        f"{better:.0%}",
    ]


def _kinds(by_kind: dict[str, dict[str, float]]) -> str:
    rows = [["kind", "questions", *_KIND_COLUMNS]]
    for kind, figures in by_kind.items():
        rows.append([kind, f"{figures['questions']:.0f}", *(number(figures[name]) for name in _KIND_COLUMNS)])
    return "\n".join(columns(rows))


def _reliability(evaluation: Evaluation) -> str:
    rows = [["confidence", "answers", "mean", "right"]]
    for bin in evaluation.reliability:
        rows.append([f"{bin.low:.1f} to {bin.high:.1f}", str(bin.count), number(bin.confidence), number(bin.right)])
    return "\n".join(columns(rows))


def _latencies(evaluation: Evaluation) -> str:
    rows = [["milliseconds", "p50", "p95", "p99"]]
    rows += [_latency("search", evaluation.search_ms), _latency("ask", evaluation.ask_ms)]
    return "\n".join(columns(rows))


def _latency(name: str, latency: Latency) -> list[str]:
    return [name, *(f"{value:.1f}" for value in (latency.p50, latency.p95, latency.p99))]
