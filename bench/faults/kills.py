"""Kills a workload at named points and at random moments."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from pathlib import Path

from bench.faults.outcome import Outcome
from bench.faults.run import Fault, Runs
from bench.faults.steps import Step, steps

ENGINES = ("faiss", "edge")
_WORKLOADS = 8
_AT_A_POINT = 0.7


def kill_often(work: Path, seed: int, count: int) -> Iterator[Outcome]:
    """``count`` kills, spread over engines and workloads: seven in ten at a named point, the others at any moment."""
    rng, runs = random.Random(f"kills {seed}"), Runs(work)
    measured: dict[tuple[str, int], tuple[dict[str, int], float]] = {}
    for number in range(count):
        engine, workload = ENGINES[number % 2], rng.randrange(min(_WORKLOADS, 1 + count // 10))
        todo = steps(seed * 1000 + workload)
        if (engine, workload) not in measured:
            undisturbed = runs.run(engine, todo, Fault())
            wrong = [*undisturbed.record.failed, *runs.wrong_after(engine, undisturbed)]
            if wrong:
                yield Outcome(f"none, {engine}, workload {workload}", False, wrong)
                return
            measured[engine, workload] = runs.crossings(), undisturbed.seconds
        fault = _chosen(rng, *measured[engine, workload])
        yield _kill(runs, engine, todo, fault, f"{engine}, workload {workload}")


def _chosen(rng: random.Random, counted: dict[str, int], seconds: float) -> Fault:
    if rng.random() >= _AT_A_POINT:
        return Fault(kill_seconds=rng.uniform(0, seconds))
    point = rng.choice(sorted(counted))
    return Fault(point, rng.randint(1, counted[point]), rng.random() < 0.5)


def _kill(runs: Runs, engine: str, todo: list[Step], fault: Fault, where: str) -> Outcome:
    ended = runs.run(engine, todo, fault)
    moment = f"{'after' if fault.after else 'before'} {fault.point} {fault.crossing}"
    named = f"killed {moment if fault.point else f'after {fault.kill_seconds:.2f} s'}, {where}"
    if ended.record.under_way:
        named += f", amid {ended.record.under_way}"
    return Outcome(named, ended.code == -signal.SIGKILL, runs.wrong_after(engine, ended))
