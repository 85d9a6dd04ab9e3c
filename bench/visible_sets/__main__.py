"""The command: ``python -m bench.visible_sets [--set NAME ...] [--limit N] [--sets FOLDER] [--out FILE]``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.visible_sets.measurement import Measurement, Progress, measure
from bench.visible_sets.registry import DEFAULT_SETS, LOADERS
from bench.visible_sets.summary import citation_counts, of_all, of_set
from bench.visible_sets.visible_set import VisibleSet
from rag.evaluate import to_json


def main() -> int:
    """Measure the chosen sets; 1 when a citation does not verify, 2 when the sets are not there."""
    options = _parser().parse_args()
    if not options.sets.is_dir():
        print(f"{options.sets} is no folder; name that of the evaluation sets with --sets", file=sys.stderr)
        return 2
    measured: dict[str, tuple[VisibleSet, Measurement]] = {}
    for name in options.set or LOADERS:
        chosen = LOADERS[name](options.sets)
        measurement = measure(chosen, options.limit, _progress(name), options.data, options.baseline)
        measured[name] = (chosen, measurement)
        print(of_set(chosen, measurement), end="\n\n", flush=True)
        if options.out:
            _write(options.out, measured)
    print(of_all(measured))
    counts = [citation_counts(measurement) for _, measurement in measured.values()]
    return int(any(verified < citations for verified, citations in counts))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.visible_sets", description="Measure the visible sets.")
    parser.add_argument("--set", action="append", choices=list(LOADERS), help="a set (repeat for more); default: all")
    parser.add_argument("--limit", type=_positive, metavar="N", help="ask N questions of each set, evenly spread")
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS, metavar="FOLDER", help="default: %(default)s")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep what is ingested there for the next run")
    parser.add_argument("--baseline", action="store_true", help="answer with the best sentence of BM25's first passage")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write everything, each question included, as JSON")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _progress(name: str) -> Progress | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        print(f"\r{name}: {done}/{of}", end="\n" if done == of else "", file=sys.stderr)

    return show


def _write(path: Path, measured: dict[str, tuple[VisibleSet, Measurement]]) -> None:
    everything = {
        name: {
            **to_json(measurement.evaluation),
            "ingest_seconds": measurement.ingestion.seconds,
            "ingest": measurement.ingestion.report,
            "own": dict(measurement.own),
        }
        for name, (_, measurement) in measured.items()
    }
    path.write_text(json.dumps(everything, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
