"""Another embedding model under a server that answers.

    python -m bench.model_change --data FOLDER --gold GOLD.jsonl [--rounds 20]

Starts ``rag serve`` on a copy of an ingested data folder. Clients search all the time, each the next question as soon
as it has its reply, while a second model (cut out of the first) is built beside the first and then swapped in and back
``--rounds`` times. Every reply must be, to the rounding of a batch, what one of the two models answers alone; one that
is neither is mixed. Prints searches, failures, mixed replies and times, at rest, while it is built and while it is
swapped; exit 1 when anything failed or was mixed.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.serving import served
from rag.evaluate import read_gold
from tests.live.second_model import make_second_model

QUESTIONS = 40
REST_SECONDS = 20.0
BETWEEN_SECONDS = 3.0
_ROUNDING = 0.02
_CHANGING = 2


@dataclass
class Part:
    """What was asked while something went on: milliseconds of each reply, failures, and replies by question."""

    spent: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    replies: list[tuple[str, dict[tuple, float]]] = field(default_factory=list)


class Clients:
    """Threads that search all the time; ``part`` is where they write down what they see."""

    def __init__(self, client, questions, count):
        self.part = Part()
        self._client, self._questions, self._over = client, questions, threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(count)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, first):
        for number in itertools.count(first):
            if self._over.is_set():
                return
            question, part, began = self._questions[number % len(self._questions)], self.part, time.perf_counter()
            try:
                hits = found(self._client, question)
            except Exception as error:
                part.failures.append(f"{type(error).__name__}: {error}")
                continue
            part.spent.append(1_000 * (time.perf_counter() - began))
            part.replies.append((question, hits))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="an ingested data folder; it is copied")
    parser.add_argument("--gold", type=Path, required=True, help="whose questions are asked")
    parser.add_argument("--rounds", type=int, default=20, help="how often it is swapped in and back")
    parser.add_argument("--clients", type=int, default=3)
    chosen = parser.parse_args()
    questions = [gold.question for gold in read_gold(chosen.gold)][:QUESTIONS]
    with tempfile.TemporaryDirectory() as work:
        data = Path(work) / "data"
        shutil.copytree(chosen.data, data)
        second = make_second_model(Path(work) / "second")
        with served(data) as client:
            sys.exit(measured(client, data, second, questions, chosen))


def measured(client, data, second, questions, chosen):
    """Build, swap and go back under load; how many replies failed or were mixed."""
    first = {question: found(client, question) for question in questions}
    with Clients(client, questions, chosen.clients) as clients:
        time.sleep(REST_SECONDS)
        parts = {"at rest": clients.part}
        parts["built beside"] = clients.part = Part()
        rag(data, "build", "--embedder", second)
        parts["swapped"] = clients.part = Part()
        other = swapped_in(client, data, questions, first)
        rag(data, "rollback")
        for _ in range(chosen.rounds - 1):
            time.sleep(BETWEEN_SECONDS)
            rag(data, "swap")
            time.sleep(BETWEEN_SECONDS)
            rag(data, "rollback")
        time.sleep(BETWEEN_SECONDS)
    return sum(told(name, part, first, other) for name, part in parts.items())


def swapped_in(client, data, questions, first):
    """What the second model answers once it is in; the server follows the catalog within moments."""
    rag(data, "swap")
    while is_one(found(client, questions[0]), first[questions[0]]):
        time.sleep(0.1)
    return {question: found(client, question) for question in questions}


def told(name, part, first, other):
    """Print a line; failures and mixed replies."""
    which = [
        next((model for model, said in enumerate((first, other)) if is_one(hits, said[question])), None)
        for question, hits in part.replies
    ]
    mixed = which.count(None)
    p50, p99, most = np.percentile(part.spent, (50, 99, 100))
    times = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, most {most:.0f} ms"
    counts = f"{len(which):>6} searches, {which.count(1):>6} by the second model"
    print(f"{name:<13}{counts}, {len(part.failures)} failed, {mixed} mixed; {times}", flush=True)
    for failure in part.failures[:3]:
        print(f"  {failure}")
    return len(part.failures) + mixed


def found(client, question):
    """What tells replies of two models apart: the places of the hits, each with its cosine."""
    reply = client.post("/v1/search", json={"question": question})
    reply.raise_for_status()
    return {(hit["uri"], hit["start"]): hit["scores"]["dense"] or 0 for hit in reply.json()["hits"]}


def is_one(hits, same):
    """Whether they are the same hits, to the rounding of a batch: the last places may change hands."""
    common = hits.keys() & same.keys()
    alike = all(abs(hits[place] - same[place]) < _ROUNDING for place in common)
    return alike and len(common) >= max(len(hits), len(same)) - _CHANGING


def rag(data, *arguments):
    command = [str(Path(sys.executable).with_name("rag")), "index", *map(str, arguments), "--data", str(data)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
