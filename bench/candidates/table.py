"""Recalls as a Markdown table: a row for each ranking, over all questions and for each kind of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.candidates.rankings import RANKINGS
from bench.candidates.recall import CUTS, Recall


def table(asked: Sequence[dict[str, Recall]]) -> str:
    """The mean recalls, in per cent; a dash where no question has the figure."""
    kinds = sorted({row["fused"].kind or "" for row in asked})
    groups = [("all", list(asked))]
    if len(kinds) > 1:
        groups += [(kind or "-", [row for row in asked if (row["fused"].kind or "") == kind]) for kind in kinds]
    heads = ["questions", "", *(f"{figure} @{cut}" for figure in ("page", "passage") for cut in CUTS)]
    lines = [_line(heads), _line(["---", "---", *(["---:"] * (2 * len(CUTS)))])]
    for name, rows in groups:
        lines += [_line([f"{name} ({len(rows)})", ranking, *_cells(rows, ranking)]) for ranking in RANKINGS]
    return "\n".join(lines)


def _cells(rows: Sequence[dict[str, Recall]], ranking: str) -> list[str]:
    found = [row[ranking] for row in rows]
    pages = [_mean(recall.pages[cut] for recall in found) for cut in range(len(CUTS))]
    quoted = [recall.passage for recall in found if recall.passage is not None]
    return pages + [_mean(passage[cut] for passage in quoted) for cut in range(len(CUTS))]


def _mean(values: Iterable[float]) -> str:
    known = list(values)
    return f"{100 * sum(known) / len(known):.1f}" if known else "-"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
