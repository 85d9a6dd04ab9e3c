"""Faults, seeded: what was acknowledged is whole, what was not is not half there, searches stay exact.

    python -m bench.faults [kills|full|broken|sync|descriptors ...] [--seed N] [--kills 200] [--every 1]

``kills``: kill -9 at named points and random moments of storing, deleting, building, publishing, swapping, closing.
``full``: the disk is full from the first write on, from the second, ...; ``broken``: each write in turn fails with an
I/O error; ``sync``: each fsync in turn does, once and for good. ``descriptors``: few open files.

After each, the catalog is opened, compared with what was acknowledged, and the index with the catalog; searches are
compared with an exact oracle, before and after a base is built anew. Exit 1 when anything does not hold. The seed
decides everything but the random moments, which a busy machine shifts.
"""

from __future__ import annotations

import argparse
import errno
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.faults.disk import compiled, fail_each, without_descriptors
from bench.faults.kills import ENGINES, kill_often
from bench.faults.outcome import Outcome

KINDS = ("kills", "full", "broken", "sync", "descriptors")
_NEED_LIBRARY = {"full", "broken", "sync"}
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_LIBRARY = "SOURCEBOUND_FAULTY"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], help="all of them, unless named")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--every", type=int, default=1, help="of the writes and syncs in turn, take every n-th only")
    arguments = parser.parse_args()
    _begin_anew(arguments.seed)
    print(f"seed {arguments.seed}", flush=True)
    failed = 0
    for kind in arguments.kinds or KINDS:
        if kind in _NEED_LIBRARY and not os.environ["LD_PRELOAD"]:
            print(f"{kind}: left out, there is no C compiler")
            continue
        with tempfile.TemporaryDirectory(prefix="faults-") as work:
            failed += _told(kind, _outcomes(kind, Path(work), arguments))
    print(f"seed {arguments.seed}: {failed or 'no'} violations")
    return 1 if failed else 0


def _begin_anew(seed: int) -> None:
    """Begin again as a process of one thread, with the library before the C library that lets writes fail."""
    if _LIBRARY in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="faulty-"))
    library = compiled(folder)
    environment = os.environ | _ONE_THREAD | {_LIBRARY: "1", "LD_PRELOAD": str(library or "")}
    arguments = [*sys.argv[1:], "--seed", str(seed)]
    try:
        ended = subprocess.run([sys.executable, "-m", "bench.faults", *arguments], env=environment, check=False)
    finally:
        shutil.rmtree(folder)
    sys.exit(ended.returncode)


def _outcomes(kind: str, work: Path, arguments: argparse.Namespace) -> Iterator[Outcome]:
    every = arguments.every
    if kind == "kills":
        yield from kill_often(work, arguments.seed, arguments.kills)
        return
    for engine in ENGINES:
        folder = work / engine
        folder.mkdir()
        match kind:
            case "full":
                yield from fail_each(folder, "write", errno.ENOSPC, engine, lasts=True, every=every)
            case "broken":
                yield from fail_each(folder, "write", errno.EIO, engine, lasts=False, every=every)
            case "sync":
                yield from fail_each(folder, "sync", errno.EIO, engine, lasts=False, every=every)
            case "descriptors":
                yield from without_descriptors(folder, engine)
    if kind == "full":
        (work / "new").mkdir()
        # The catalog itself is made on a full disk.
        yield from fail_each(work / "new", "write", errno.ENOSPC, "faiss", lasts=True, every=every, from_nothing=True)


def _told(kind: str, outcomes: Iterator[Outcome]) -> int:
    """Print what happens as it happens; returns how many faults broke a promise."""
    started, number, in_time, failed = time.monotonic(), 0, 0, 0
    for number, outcome in enumerate(outcomes, start=1):
        in_time += outcome.in_time
        failed += bool(outcome.wrong)
        print(f"{number:4d} {outcome.fault}{'' if outcome.in_time else ': too late'}", flush=True)
        for wrong in outcome.wrong:
            print(f"     WRONG {wrong[:500]}", flush=True)
    seconds = time.monotonic() - started
    print(f"{kind}: {number} faults, {in_time} in time, {failed} violations, {seconds:.0f} s", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
