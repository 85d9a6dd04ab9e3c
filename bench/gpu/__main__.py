"""Measures embedding and searching on the GPU of this machine, and prints a line of JSON for each figure.

::

    python -m bench.gpu --sets FOLDER                          both, at 1 and 10 million vectors
    python -m bench.gpu --sets FOLDER --only searching --counts 1000000

FOLDER holds ``train/squad/train-v1.1.json.gz`` and ``train/medquad/medquad.jsonl.gz``, whose chunks of 45 words are
embedded. Wants a FAISS for the GPU; its graphs (CAGRA) and filters want the one with cuVS (``faiss-gpu-cuvs``).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from bench.gpu import embedding, roof, searching


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, default=Path("../shared/data"))
    parser.add_argument("--counts", type=int, nargs="+", default=(1_000_000, 10_000_000), help="vectors to search")
    parser.add_argument("--only", choices=("embedding", "searching"))
    chosen = parser.parse_args()
    if not torch.cuda.is_available():
        parser.error("torch sees no GPU here")
    say({"gpu": torch.cuda.get_device_name(), "torch": torch.__version__} | roof.measured())
    if chosen.only != "searching":
        for figures in embedding.measured(chosen.sets):
            say(figures)
    if chosen.only != "embedding":
        for figures in searching.measured(chosen.sets, chosen.counts):
            say(figures)


def say(figures):
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
