"""Writes trained weights as the package ships them: ``python -m training.reader.export RUN/average.safetensors``.

In float16, under BERT's names, without the word vectors (those of the embedder's package are used, untouched by the
training). Prints the hash that rag/reader/files.py must state.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from rag.reader.files import PATH, WORDS
from rag.reader.network import ReaderNetwork, to_bert

MOST_BYTES = 25_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, help="averaged weights of a run")
    parser.add_argument("--out", type=Path, default=PATH, help="default: the package's own")
    options = parser.parse_args()
    state = load_file(options.weights)
    words = dict(ReaderNetwork().named_parameters())["words.weight"].detach()
    tensors = to_bert({"words.weight": words} | state)
    del tensors[WORDS]
    save_file({name: tensor.to(torch.float16).contiguous() for name, tensor in tensors.items()}, options.out)
    written = options.out.read_bytes()
    if len(written) > MOST_BYTES:
        raise SystemExit(f"{options.out} has {len(written):,} bytes, more than {MOST_BYTES:,}")
    sys.stdout.write(hashlib.sha256(written).hexdigest() + "\n")


if __name__ == "__main__":
    main()
