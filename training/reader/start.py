"""Where a run begins: ``python -m training.reader.start FILE [--of shipped]`` writes a whole network, words included.

A machine that only trains needs this file, the prepared set and torch, but not the embedder's package.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from safetensors.torch import save_file

from rag.bert.safetensors_file import read_safetensors
from rag.reader.files import open_base, read_weights
from rag.reader.network import ReaderNetwork, from_bert, heads
from rag.settings import Settings

EMBEDDER, SHIPPED = "embedder", "shipped"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the file to write")
    parser.add_argument("--of", choices=(EMBEDDER, SHIPPED), default=EMBEDDER, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="of the heads, where they are new")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    network = ReaderNetwork()
    base = open_base(Settings())
    weights = read_weights(base) if options.of == SHIPPED else read_safetensors(base.weights)
    network.load_state_dict(from_bert(weights) | heads(weights), strict=False)
    # Half the size: training rounds to bf16 at each step anyway.
    save_file({name: p.detach().to(torch.bfloat16) for name, p in network.named_parameters()}, options.file)


if __name__ == "__main__":
    main()
