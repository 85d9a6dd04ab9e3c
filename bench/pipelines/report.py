"""The tables of a comparison, as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from bench.pipelines.environments import OURS
from bench.pipelines.measure import Measurement
from bench.pipelines.quality import Quality

BASELINE = "langchain"
"""The pipeline that ratios are taken against."""

EXPLANATION = """\
ingest: from the start of the process until the folder can be searched; work: without start and imports of the
pipeline's process (ours is a command of its own, whose start and imports are inside); first: from there to the first
answer (ours opens what it stored in a new process). Peak memory: resident size summed over the process tree, sampled;
shared: the same with shared pages counted once. Pages are ranked by their first passage, of 50 passages asked for;
query times are for 10 passages, in process, one at a time, after one warm-up."""


_COLUMNS = (
    ("ingest s", "ingest_s", ",.1f"),
    ("work s", "work_s", ",.1f"),
    ("first s", "first_answer_s", ",.1f"),
    ("chunks", "chunks", ",.0f"),
    ("peak MB", "peak_mb", ",.0f"),
    ("shared MB", "peak_shared_mb", ",.0f"),
    ("p50 ms", "query_p50_ms", ",.1f"),
    ("p95 ms", "query_p95_ms", ",.1f"),
)
"""Title, name of the cost and how its number is written."""


def tables(measurements: Mapping[str, Sequence[Measurement]], qualities: Mapping[str, Quality]) -> str:
    """What each pipeline took (the median of its runs) and found, ratios, and our differences with intervals."""
    parts = [_costs(measurements), EXPLANATION, _found(qualities)]
    if OURS in qualities and len(qualities) > 1:
        parts.append(_differences(qualities))
    return "\n\n".join(parts)


def median_figures(runs: Sequence[Measurement]) -> dict[str, float]:
    """The median over the runs of each cost: seconds, chunks, megabytes and milliseconds."""
    megabyte = 2**20
    return {
        "ingest_s": _median(run.ingest_s for run in runs),
        "work_s": _median(run.work_s for run in runs),
        "first_answer_s": _median(run.first_answer_s for run in runs),
        "chunks": runs[0].chunks,
        "peak_mb": _median(run.peak_resident / megabyte for run in runs),
        "peak_ingest_mb": _median(run.peak_resident_ingest / megabyte for run in runs),
        "peak_shared_mb": _median((run.peak_proportional or np.nan) / megabyte for run in runs),
        "query_p50_ms": _median(np.percentile(run.query_ms, 50) for run in runs),
        "query_p95_ms": _median(np.percentile(run.query_ms, 95) for run in runs),
    }


def _costs(measurements: Mapping[str, Sequence[Measurement]]) -> str:
    costs = {name: median_figures(runs) for name, runs in measurements.items()}
    head = ["pipeline", *(title for title, _, _ in _COLUMNS)]
    rows = [[name, *(f"{cost[key]:{form}}" for _, key, form in _COLUMNS)] for name, cost in costs.items()]
    if BASELINE in costs:
        head += [f"{BASELINE} / it: ingest", "peak", "p50"]
        for row, cost in zip(rows, costs.values(), strict=True):
            row += [f"{costs[BASELINE][key] / cost[key]:.2f}" for key in ("ingest_s", "peak_mb", "query_p50_ms")]
    return _table([head, *rows])


def _found(qualities: Mapping[str, Quality]) -> str:
    names = list(next(iter(qualities.values())).values)
    rows = [[name, *(f"{quality.figures()[key]:.3f}" for key in names)] for name, quality in qualities.items()]
    return _table([["pipeline", *names], *rows])


def _differences(qualities: Mapping[str, Quality]) -> str:
    ours = qualities[OURS]
    rows = []
    for name, quality in qualities.items():
        if name != OURS:
            gaps = ours.minus(quality).values()
            rows.append([name, *(f"{gap.difference:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]" for gap in gaps)])
    return _table([[f"{OURS} minus", *ours.values], *rows]) + "\n95 % intervals, paired bootstrap over the questions."


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    return "\n".join(lines)


def _median(values: Iterable[float]) -> float:
    return float(np.median(list(values)))
