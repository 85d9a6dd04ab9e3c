"""The command: ``python -m bench.scale prepare|measure|filters|busy|report [--count N] [--variant NAME ...]``.

Every step keeps its result, so that what was interrupted goes on where it was. One call of ``prepare`` with
``--step`` does one step only, for machines that others wait for.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.scale import busy
from bench.scale.corpus import embed_next, prepare
from bench.scale.filters import filtered
from bench.scale.report import report
from bench.scale.stages import run
from bench.scale.truth import prepare_truth
from bench.scale.variants import VARIANTS
from bench.visible_sets.registry import DEFAULT_SETS


def main() -> None:
    options = _parser().parse_args()
    if options.task == "prepare":
        _prepare(options)
    elif options.task == "measure":
        for variant in options.variant or VARIANTS:
            for task in ("build", "search"):
                print(variant, task, json.dumps(run(task, options.work, variant, options.count)), flush=True)
    elif options.task == "filters":
        for variant in options.variant or VARIANTS:
            print(f"{variant}:\n\n{filtered(options.work, variant, options.count)}\n", flush=True)
    elif options.task == "busy":
        print(json.dumps(busy.measure(options.sets, options.engine), indent=1))
    else:
        print(report(options.work))


def _prepare(options: argparse.Namespace) -> None:
    while done := embed_next(options.work, options.sets):
        print(done, flush=True)
        if options.step:
            return
    prepare(options.work, options.sets, options.count)
    prepare_truth(options.work, options.count)
    print(f"{options.count} chunks, their questions and the right answers are in {options.work}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description="Measure engines at scale.")
    parser.add_argument("task", choices=["prepare", "measure", "filters", "busy", "report"])
    parser.add_argument("--count", type=int, default=100_000, help="chunks (default: %(default)s)")
    parser.add_argument(
        "--variant", action="append", choices=VARIANTS, help="an engine (repeat for more); default: all"
    )
    parser.add_argument("--work", type=Path, default=Path("bench/.work/scale"), help="default: %(default)s")
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS.parent, help="shared data (default: %(default)s)")
    parser.add_argument("--engine", default="edge", help="engine of the busy service (default: %(default)s)")
    parser.add_argument("--step", action="store_true", help="embed one slice and stop")
    return parser


if __name__ == "__main__":
    main()
