"""A crowd on the HTTP service: ``python -m bench.load --data FOLDER --gold GOLD.jsonl [--seconds 60] [--clients 32]``.

Starts ``rag serve`` on an ingested data folder, and lets one client and then many ask the questions of a gold file,
each the next one as soon as it has its answer. Prints the throughput of both, the times of the many, how many answers
each got, how often each status came, and the server's memory. ``--rounds`` takes turns, so that what else the machine
does weighs on both alike.
"""

from __future__ import annotations

import argparse
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import psutil

from bench.serving import served
from rag.evaluate import read_gold

WARM_UP_SECONDS = 5.0
_PATIENCE = 120.0
_MEGABYTE = 1 << 20


@dataclass
class Asked:
    """What one client saw: milliseconds of each answer, how many came before time was up, how often each status."""

    in_time: int = 0
    spent: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


class Turns:
    """What so many clients saw in all their turns, and the processor seconds that the server took for it."""

    def __init__(self, clients: int) -> None:
        self.seen = [Asked() for _ in range(clients)]
        self.seconds = self.work = 0.0

    def take(self, ask: Callable[[httpx.Client, int], int], seconds: float, server: psutil.Process) -> None:
        before = sum(server.cpu_times()[:2])
        for known, asked in zip(self.seen, together(ask, len(self.seen), seconds), strict=True):
            known.in_time += asked.in_time
            known.spent += asked.spent
            known.statuses += asked.statuses
        self.seconds += seconds
        self.work += sum(server.cpu_times()[:2]) - before

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(asked.in_time for asked in self.seen) / self.seconds

    @property
    def spent(self) -> list[float]:
        """Milliseconds of every answer."""
        return [each for asked in self.seen for each in asked.spent]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="an ingested data folder")
    parser.add_argument("--gold", type=Path, required=True, help="whose questions are asked")
    parser.add_argument("--seconds", type=float, default=60, help="of each turn")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=1, help="turns of one client and of many")
    parser.add_argument("--route", choices=["ask", "search"], default="ask")
    options = parser.parse_args()
    questions = [question.question for question in read_gold(options.gold)]
    with served(options.data) as client:
        (server,) = psutil.Process().children()
        ask = _asking(str(client.base_url.join(f"/v1/{options.route}")), questions)
        for clients in (1, options.clients):
            together(ask, clients, WARM_UP_SECONDS)
        alone, crowd = Turns(1), Turns(options.clients)
        with watched(server) as memory:
            for _ in range(options.rounds):
                for turns in (alone, crowd):
                    turns.take(ask, options.seconds, server)
    report(alone, crowd, memory)


def _asking(url: str, questions: list[str]) -> Callable[[httpx.Client, int], int]:
    def ask(client: httpx.Client, number: int) -> int:
        return client.post(url, json={"question": questions[number % len(questions)]}).status_code

    return ask


def together(ask: Callable[[httpx.Client, int], int], clients: int, seconds: float) -> list[Asked]:
    """What each of so many clients sees who ask without a pause for so long; each begins at another question."""
    numbers = itertools.count()
    ends = time.monotonic() + seconds

    def one(_: int) -> Asked:
        seen = Asked()
        with httpx.Client(timeout=_PATIENCE) as client:
            while time.monotonic() < ends:
                before = time.perf_counter()
                status = ask(client, next(numbers))
                seen.statuses[status] += 1
                if status == httpx.codes.OK:
                    seen.spent.append((time.perf_counter() - before) * 1000)
                    seen.in_time += time.monotonic() <= ends
                else:
                    time.sleep(1)
        return seen

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, range(clients)))


@contextmanager
def watched(server: psutil.Process) -> Iterator[list[float]]:
    """Megabytes of the server's memory, one a second, in a list that grows."""
    megabytes: list[float] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1.0):
            megabytes.append(server.memory_info().rss / _MEGABYTE)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield megabytes
    finally:
        ended.set()
        watching.join()


def report(alone: Turns, crowd: Turns, memory: list[float]) -> None:
    """Print the figures, with the bars of the design beside them."""
    for turns in (alone, crowd):
        work = 1000 * turns.work / len(turns.spent)
        print(f"{len(turns.seen):>3} clients: {turns.rate:6.2f} answers/s, {work:.0f} ms of processor time each")
    mean = float(np.mean(crowd.spent))
    p50, p99 = np.percentile(crowd.spent, [50, 99])
    counts = sorted(len(asked.spent) for asked in crowd.seen)
    statuses = sum((asked.statuses for asked in crowd.seen), Counter[int]())
    quarter = max(1, len(memory) // 4)
    print(f"throughput: {crowd.rate / alone.rate:.2f} times that of one client (bar 1.2)")
    print(f"times: mean {mean:.0f} ms, p50 {p50:.0f}, p99 {p99:.0f}, {p99 / mean:.2f} times the mean (bar 3)")
    print(f"answers of a client: least {counts[0]}, median {counts[len(counts) // 2]}, most {counts[-1]}")
    print(f"statuses: {dict(statuses)}")
    print(f"memory: first quarter {np.mean(memory[:quarter]):.0f} MB, last {np.mean(memory[-quarter:]):.0f} MB")
    print(f"load of the machine: {psutil.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
