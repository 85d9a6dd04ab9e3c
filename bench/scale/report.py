"""The results as tables in Markdown."""

from __future__ import annotations

import json
from pathlib import Path

from bench.scale.variants import VARIANTS

_BUILD = (("seconds", "build s", 0), ("processor", "cpu s", 0), ("peak", "peak MB", 0), ("disk", "disk MB", 0))
_OPENED = (("open", "open ms", 0), ("resident_open", "MB open", 0), ("resident", "MB searched", 0),
           ("anonymous", "MB own", 0))  # fmt: skip
_SEARCH = (("recall", "recall@10", 3), ("p50", "p50", 1), ("p95", "p95", 1), ("p99", "p99", 1), ("cpu50", "cpu p50", 1),
           ("cpu99", "cpu p99", 1))  # fmt: skip
_KINDS = {
    "dense": "Dense, ten nearest",
    "dense_filtered": "Dense, one document in a hundred",
    "hybrid": "Hybrid, 48 candidates a side",
    "hybrid_filtered": "Hybrid, one document in a hundred",
}


def report(folder: Path) -> str:
    """A table of builds and memory and one of each kind of search, for every size that was measured."""
    results = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((folder / "results").glob("*.json"))}
    counts = sorted({int(name.split("-")[-2]) for name in results})
    parts = []
    for count in counts:
        rows = {}
        for variant in VARIANTS:
            name = f"{variant.replace(' ', '-')}-{count}"
            if f"{name}-search" in results:
                rows[variant] = results[f"{name}-build"] | results[f"{name}-search"]
        if not rows:
            continue
        parts += [f"## {count:,} chunks", _table(rows, (*_BUILD, *_OPENED))]
        for kind, title in _KINDS.items():
            columns = tuple((f"{kind}_{part}", title_, digits) for part, title_, digits in _SEARCH)
            parts += [f"{title}, milliseconds:", _table(rows, columns)]
    return "\n\n".join(parts)


def _table(rows: dict[str, dict[str, float]], columns: tuple[tuple[str, str, int], ...]) -> str:
    there = [column for column in columns if any(column[0] in figures for figures in rows.values())]
    lines = [["engine", *(title for _, title, _ in there)], ["---", *("---:" for _ in there)]]
    for variant, figures in rows.items():
        lines.append([variant, *(f"{figures[key]:,.{digits}f}" for key, _, digits in there)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
