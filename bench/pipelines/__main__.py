"""Run the comparison: ``python -m bench.pipelines [--only NAME ...] [--limit-pages N] [--repeat N]``.

Pipelines run one after another, never two at once. Everything measured is written to ``bench/.work/pipelines.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

from bench.pipelines.corpus import Corpus, prepare
from bench.pipelines.environments import NAMES, OURS, ROOT, runner_of
from bench.pipelines.measure import Measurement, PipelineFailed, measure
from bench.pipelines.quality import Quality, quality
from bench.pipelines.report import median_figures, tables
from rag.embedders.open import open_tokenizer
from rag.errors import RagError
from rag.settings import Settings

PYDOCS = ROOT.parent / "shared" / "data" / "eval" / "pydocs"
WORK = ROOT / "bench" / ".work"

_DESCRIPTION = "Compare ours with the pipelines that people would otherwise write, each in its own environment."


def main() -> int:
    """Measure, print the tables, write the JSON; 1 when a pipeline failed, 2 when the corpus cannot be read."""
    options = _options()
    try:
        corpus = prepare(options.folder, options.gold, WORK / "corpus", options.limit_pages)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{corpus.pages} pages, {len(corpus.questions)} questions, {options.repeat} run(s) each", flush=True)
    measurements = _measure_all(options.only, corpus, options.repeat)
    if not measurements:
        return 1
    tokenizer = open_tokenizer(Settings(cache=WORK / "cache"))
    qualities = {name: quality(runs[0], corpus.questions, tokenizer) for name, runs in measurements.items()}
    print("\n" + tables(measurements, qualities))
    target = WORK / "pipelines.json"
    target.write_text(json.dumps(_without_nan(_record(corpus, measurements, qualities)), indent=1), "utf-8")
    print(f"\nWritten to {target}")
    return 0 if len(measurements) == len(options.only) else 1


def _measure_all(names: Sequence[str], corpus: Corpus, repeat: int) -> dict[str, list[Measurement]]:
    """Every pipeline, ``repeat`` times, round after round; one that fails is named and left out."""
    runners = {name: runner_of(name) for name in names}
    runs: dict[str, list[Measurement]] = {name: [] for name in names}
    for _ in range(repeat):
        for name in names:
            print(f"Running {name} ...", end=" ", flush=True)
            try:
                runs[name].append(measure(name, runners[name], corpus, WORK / name))
            except PipelineFailed as error:
                print(error, flush=True)
            else:
                print(f"ingested in {runs[name][-1].ingest_s:.1f} s", flush=True)
    return {name: done for name, done in runs.items() if done}


def _record(
    corpus: Corpus, measurements: Mapping[str, Sequence[Measurement]], qualities: Mapping[str, Quality]
) -> dict[str, Any]:
    return {
        "pages": corpus.pages,
        "questions": [question.id for question in corpus.questions],
        "pipelines": {
            name: {
                "costs": median_figures(runs),
                "figures": qualities[name].figures(),
                "ours_minus_it": _differences(name, qualities),
                "values": {figure: row.tolist() for figure, row in qualities[name].values.items()},
                "runs": [run.as_json() for run in runs],
            }
            for name, runs in measurements.items()
        },
    }


def _without_nan(value: Any) -> Any:
    """The same plain values with None for NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and isnan(value) else value


def _differences(name: str, qualities: Mapping[str, Quality]) -> dict[str, list[float]] | None:
    if OURS not in qualities or name == OURS:
        return None
    gaps = qualities[OURS].minus(qualities[name])
    return {figure: [gap.difference, gap.low, gap.high] for figure, gap in gaps.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pipelines", description=_DESCRIPTION)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--folder", type=Path, default=PYDOCS, help="folder of HTML, or of an html.tar.xz")
    parser.add_argument("--gold", type=Path, help="gold questions; default: qa.jsonl in the folder")
    parser.add_argument("--limit-pages", type=int, metavar="N", help="a quick check on N pages")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="rounds; costs are medians over them")
    options = parser.parse_args()
    options.gold = options.gold or options.folder / "qa.jsonl"
    return options


if __name__ == "__main__":
    sys.exit(main())
