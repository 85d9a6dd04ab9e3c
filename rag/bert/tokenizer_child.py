"""The child process of a tokenizer pool: ``python -m rag.bert.tokenizer_child``, a line of JSON in for each reply.

The first line describes the model; every further one is a list of texts. A reply is the number of texts, the number of
tokens of each and their ids, all int32.
"""

from __future__ import annotations

import json
import sys
from itertools import chain
from pathlib import Path

import numpy as np

from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.bert.weights import ModelFiles


def main() -> None:
    """Answer until the pool closes its end, which its death does too."""
    lines, replies = sys.stdin.buffer, sys.stdout.buffer
    tokenizer = HuggingFaceTokenizer(described(json.loads(lines.readline())))
    for line in lines:
        ids = tokenizer.token_ids(json.loads(line))
        head = [len(ids), *(len(of_text) for of_text in ids)]
        replies.write(np.fromiter(chain(head, chain.from_iterable(ids)), dtype=np.int32).tobytes())
        replies.flush()


def described(fields: dict[str, object]) -> ModelFiles:
    """The model that the pool described."""
    places = {name: Path(str(fields[name])) for name in ("folder", "transformer")}
    return ModelFiles(**(fields | places))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
