"""Kills ``rag ingest`` at random moments and compares what it leaves, once run again, with an undisturbed run.

    python -m bench.kills [--rounds 50] [--seed N] [--folder FOLDER] [--documents 36]

Three scenarios take turns: new documents held in memory, new documents of which a base is built, and changed, renamed
and removed documents over an existing base that is built anew and purged. Compared are documents, versions, chunks,
vectors, exact searches by meaning and by words (passages and scores), folders and processes left over. Exit 1 when
anything differs. Half of the kills fall while documents are being stored, the others anywhere. The seed decides the
folder, the moments and what is killed, the process group or the command alone; how busy the machine is shifts them.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import tempfile
import time
from pathlib import Path

from bench.kills.rounds import run_round, run_undisturbed, scenarios
from rag.compose import make_embedder
from rag.settings import Settings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--folder", type=Path, help="ingest this folder, instead of made-up new documents")
    parser.add_argument("--documents", type=int, default=36, help="made-up documents")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, {arguments.rounds} rounds", flush=True)
    with tempfile.TemporaryDirectory(prefix="kills-") as work:
        return _run(arguments, Path(work))


def _run(arguments: argparse.Namespace, work: Path) -> int:
    embedder = make_embedder(Settings())
    every = scenarios(work, arguments.seed, arguments.documents, arguments.folder and arguments.folder.resolve())
    for scenario in every:
        run_undisturbed(scenario, work, embedder)
        found = scenario.expected
        print(
            f"{scenario.name}: {len(found.documents)} documents, {found.points} chunks, first stored after "
            f"{scenario.before_first:.1f} s, done {scenario.after_first:.1f} s later",
            flush=True,
        )
    failed = kills = 0
    started = time.monotonic()
    for number in range(arguments.rounds):
        scenario = every[number % len(every)]
        outcome = run_round(scenario, work, embedder, random.Random(f"{arguments.seed} {number}"))
        kills += sum(moment != "too late" for moment in outcome.moments)
        failed += bool(outcome.wrong)
        print(f"{number + 1:3d} {scenario.name}: killed after {', then '.join(outcome.moments)}", flush=True)
        for wrong in outcome.wrong:
            print(f"    WRONG {wrong[:300]}", flush=True)
    print(f"{arguments.rounds - failed} of {arguments.rounds} rounds as undisturbed; {kills} kills in time")
    print(f"{time.monotonic() - started:.0f} s; seed {arguments.seed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
