"""Latency of the HTTP service: ``python -m bench.serving --data FOLDER --gold GOLD.jsonl [--requests 500]``.

Starts ``rag serve`` on an ingested data folder, asks the questions of a gold file one after another from one client on
a kept connection, and prints p50, p95 and p99 of search and ask, with the number of chunks.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np

from rag.compose import open_catalog
from rag.evaluate import read_gold
from rag.settings import Settings

WARM_UP = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="an ingested data folder")
    parser.add_argument("--gold", type=Path, required=True, help="whose questions are asked")
    parser.add_argument("--requests", type=int, default=500)
    options = parser.parse_args()
    with open_catalog(Settings(data=options.data)) as catalog:
        chunks = catalog.shelf("default").listing.usage().chunks
    questions = [question.question for question in read_gold(options.gold)]
    with served(options.data) as client:
        print(f"{chunks} chunks, {options.requests} requests, one client")
        for route in ("search", "ask"):
            spent = timed(client, route, questions, options.requests)
            p50, p95, p99 = np.percentile(spent, [50, 95, 99])
            print(f"{route:<8} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   p99 {p99:6.1f} ms")


def timed(client: httpx.Client, route: str, questions: list[str], requests: int) -> list[float]:
    """Milliseconds of each request after a warm-up."""
    spent = []
    for number, question in enumerate(itertools.islice(itertools.cycle(questions), requests + WARM_UP)):
        before = time.perf_counter()
        client.post(f"/v1/{route}", json={"question": question}).raise_for_status()
        if number >= WARM_UP:
            spent.append((time.perf_counter() - before) * 1000)
    return spent


@contextlib.contextmanager
def served(data: Path) -> Iterator[httpx.Client]:
    """``rag serve`` on a free port of this machine, ready to answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("rag")), "serve", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(300):
                with contextlib.suppress(httpx.TransportError):
                    if client.get("/health").status_code == 200:
                        break
                time.sleep(0.1)
            yield client
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
