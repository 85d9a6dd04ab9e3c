"""Tokenizing in child processes, for a device that embeds faster than the threads of one process tokenize.

On 16 processors the threads of one process made 3.1 million tokens a second, a GPU embedded 6.1 million.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from itertools import chain
from typing import IO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.bert.weights import ModelFiles
from rag.errors import ModelError

TokenIds: TypeAlias = NDArray[np.int32]
Window: TypeAlias = list[tuple[int, str]]
_AHEAD = 2
"""Windows that are tokenized, or wait for it, while one is embedded."""
_KEPT_FREE = 2
"""Processors that feed the device and read what is tokenized next."""
_ONE_THREAD = {"TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def tokenized_ahead(files: ModelFiles, given: Iterator[Window]) -> Iterator[tuple[Window, list[TokenIds]]]:
    """Windows of keys and texts with the token ids of each text, some windows ahead of what is asked for."""
    first = next(given, None)
    if first is None:
        return
    with TokenizerPool(files) as pool, ThreadPoolExecutor(max_workers=1) as thread:
        ahead: deque[tuple[Window, Future[list[TokenIds]]]] = deque()
        try:
            for window in chain([first], given):
                ahead.append((window, thread.submit(pool.token_ids, [text for _, text in window])))
                if len(ahead) > _AHEAD:
                    done, token_ids = ahead.popleft()
                    yield done, token_ids.result()
            for done, token_ids in ahead:
                yield done, token_ids.result()
        finally:
            thread.shutdown(cancel_futures=True)


class TokenizerPool:
    """A tokenizer in each of several processes; used by one thread at a time, and a context."""

    def __init__(self, files: ModelFiles, processes: int = 0) -> None:
        """Start the processes (0: as many as there are processors to spare) without waiting for them."""
        self._children = [_child(files) for _ in range(processes or max(1, (os.cpu_count() or 1) - _KEPT_FREE))]
        self._threads = ThreadPoolExecutor(len(self._children))

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]:
        """What the embedder reads of each text, as by ``HuggingFaceTokenizer.token_ids``; ModelError when one ends."""
        share = max(1, -(-len(texts) // len(self._children)))
        shares = [texts[first : first + share] for first in range(0, len(texts), share)]
        replies = list(self._threads.map(_asked, self._children, shares))
        return [ids for reply in replies for ids in reply]

    def __enter__(self) -> TokenizerPool:
        return self

    def __exit__(self, *exception: object) -> None:
        """End the processes; what they were doing is lost."""
        for child in self._children:
            child.kill()
        self._threads.shutdown()
        for child in self._children:
            child.communicate()


def _child(files: ModelFiles) -> subprocess.Popen[bytes]:
    # -P: the current folder is no place to import from.
    command = [sys.executable, "-P", "-m", "rag.bert.tokenizer_child"]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | _ONE_THREAD
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps(asdict(files), default=str).encode() + b"\n")
    return child


def _asked(child: subprocess.Popen[bytes], texts: Sequence[str]) -> list[TokenIds]:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps(texts).encode() + b"\n")
        child.stdin.flush()
        count = int(_numbers(child.stdout, 1)[0])
        lengths = _numbers(child.stdout, count)
        return np.split(_numbers(child.stdout, int(lengths.sum())), np.cumsum(lengths)[:-1])
    except (OSError, EOFError, ValueError) as error:
        raise ModelError(f"A process that tokenized for the GPU ended ({error or 'it was killed'})") from error


def _numbers(source: IO[bytes], count: int) -> TokenIds:
    read = source.read(4 * count)
    if len(read) < 4 * count:
        raise EOFError
    return np.frombuffer(read, dtype=np.int32)
