"""Embedding speed: sentence-transformers against the engines of this project, on the same texts in one run.

    python bench/embedding.py [FOLDER] [--tokens 20000] [--repeats 3]

Every engine runs in a process of its own, so that its memory is its own; the processes take turns, and the best of
their repeats counts, because other work on the machine only ever slows a run down.
"""

import argparse
import html
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ENGINES = ("sentence-transformers", "torch-fp32", "torch-bf16", "openvino-fp32", "openvino-bf16", "openvino-int8")
QUESTIONS = 200


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("/usr/share/doc"), help="HTML or text to embed")
    parser.add_argument("--tokens", type=int, default=20_000, help="how much of it")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--engines", nargs="+", default=ENGINES, choices=ENGINES)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(arguments.engines[0])
    else:
        compare(arguments)


def compare(arguments):
    """Start a process an engine, let them take turns, print the table."""
    texts, tokens = passages(arguments.folder, arguments.tokens)
    print(f"{len(texts)} passages, {tokens} tokens; best of {arguments.repeats}")
    workers = {name: start(name, texts) for name in arguments.engines}
    results = {name: ask(worker, "hello") for name, worker in workers.items()}
    for _ in range(arguments.repeats):
        for name, worker in workers.items():
            seconds = ask(worker, "bulk")["seconds"]
            results[name]["seconds"] = min(seconds, results[name].get("seconds", seconds))
    for name, worker in workers.items():
        results[name] |= ask(worker, "questions") | ask(worker, "end")
    show(results, tokens)


def show(results, tokens):
    first = next(iter(results.values()))
    exact = np.array(first["sample"])
    print(f"{'':24}{'tokens/s':>10}{'times':>7}{'start s':>9}{'p50 ms':>8}{'p95 ms':>8}{'peak MB':>9}{'cosine':>9}")
    for name, result in results.items():
        cosine = (np.array(result["sample"]) * exact).sum(axis=1).min()
        speed, times = tokens / result["seconds"], first["seconds"] / result["seconds"]
        latency = f"{result['p50']:8.2f}{result['p95']:8.2f}"
        print(f"{name:24}{speed:10.0f}{times:7.2f}{result['start']:9.2f}{latency}{result['peak']:9.0f}{cosine:9.5f}")


def start(name, texts):
    """A process that embeds with this engine whenever it is asked to."""
    command = [sys.executable, __file__, "--work", "--engines", name]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    worker.stdin.write(json.dumps(texts) + "\n")
    return worker


def ask(worker, what):
    worker.stdin.write(what + "\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())


def work(name):
    """Answer each line of standard input with a line of JSON."""
    texts = json.loads(sys.stdin.readline())
    sys.stdin.readline()
    begin = time.perf_counter()
    embed, embed_all = open_engine(name)
    sample = embed(texts[:16])
    report({"start": time.perf_counter() - begin, "sample": np.asarray(sample, dtype=float).tolist()})
    embed_all(texts[:64])
    for line in sys.stdin:
        if line == "bulk\n":
            begin = time.perf_counter()
            embed_all(texts)
            report({"seconds": time.perf_counter() - begin})
        elif line == "questions\n":
            report(latencies(embed))
        else:
            report({"peak": peak_megabytes()})
            return


def report(result):
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()


def open_engine(name):
    """Two functions: one for a few texts that somebody waits for, one for many."""
    if name == "sentence-transformers":
        from sentence_transformers import SentenceTransformer

        from rag.bert.weights import locate

        model = SentenceTransformer(str(locate("all-MiniLM-L6-v2")), device="cpu")
        return model.encode, model.encode
    from rag.embedders import open_embedder
    from rag.settings import Settings

    engine, _, precision = name.partition("-")
    embedder = open_embedder(Settings(embedder_engine=engine, embedder_precision=precision))
    return embedder.embed, lambda texts: list(embedder.embed_stream(enumerate(texts)))


def latencies(embed):
    """Median and 95th percentile of embedding one question, in milliseconds."""
    taken = []
    for number in range(QUESTIONS):
        begin = time.perf_counter()
        embed([f"How do I open file number {number} for writing?"])
        taken.append((time.perf_counter() - begin) * 1000)
    return {"p50": float(np.percentile(taken, 50)), "p95": float(np.percentile(taken, 95))}


def peak_megabytes():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def passages(folder, tokens):
    """About ``tokens`` tokens of passages of 110 to 190 tokens, from the files of the folder in order."""
    from rag.embedders import open_tokenizer
    from rag.settings import Settings

    tokenizer = open_tokenizer(Settings())
    found = []
    total = 0
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".htm", ".txt", ".md")):
        text = plain(path.read_text(encoding="utf-8", errors="replace"))
        spans = tokenizer.spans(text)
        first = 0
        while first < len(spans) and total < tokens:
            last = min(first + 190 - len(found) * 37 % 80, len(spans))
            found.append(text[spans[first][0] : spans[last - 1][1]])
            total += last - first + 2
            first = last
    return found, total


def plain(source):
    without = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<[^>]+>", " ", source)
    return re.sub(r"\s+", " ", html.unescape(without)).strip()


if __name__ == "__main__":
    main()
