"""Tokens a second of MiniLM on the GPU: tokenizing alone, computing alone, and the stream that an ingestion uses."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from itertools import cycle, islice

import numpy as np
import torch

from bench.gpu.roof import MULTIPLIED
from bench.scale.texts import texts
from rag.bert.batches import pack
from rag.embedders import open_embedder, torch_engine
from rag.settings import Settings

CHUNKS = 200_000
"""At most so many; the sets hold fewer."""
JOINED = 4
"""Short chunks that make a long one of some 240 tokens."""
SECONDS = 4.0
"""How long is embedded."""
COMPARED = 2_000
BUDGETS = (65_536, 262_144)


def measured(sets):
    """Figures of short and of long chunks, at each size of batch; then how near bf16 comes to fp32."""
    short = texts(sets, CHUNKS)
    long = [" ".join(short[first : first + JOINED]) for first in range(0, len(short), JOINED)]
    embedder = opened("bf16")
    for name, chunks in (("short", short), ("long", long)):
        yield {"chunks": name, "texts": len(chunks)} | parts(embedder, chunks)
        for budget in BUDGETS:
            yield {"chunks": name, "budget": budget} | streamed(embedder, chunks, budget)
    exact, rough = opened("fp32").embed(short[:COMPARED]), embedder.embed(short[:COMPARED])
    cosines = (exact * rough).sum(axis=1)
    yield {"bf16_cosine_least": round(float(cosines.min()), 5), "mean": round(float(cosines.mean()), 5)}
    yield {"question_ms": question(embedder)}


def opened(precision):
    """The torch engine, as a user would get it."""
    return open_embedder(Settings(embedder_engine="torch", embedder_precision=precision))


def parts(embedder, chunks):
    """Tokens a second of the tokenizer alone (all processors), and of the GPU alone on batches packed before."""
    began = time.perf_counter()
    ids = embedder.tokenizer.token_ids(chunks)
    tokenized, tokens = time.perf_counter() - began, sum(map(len, ids))
    batches = list(islice(pack(ids, torch_engine.PACES["cuda"].budget), 40))
    inside = sum(int(batch.mask.sum()) for batch in batches)
    for batch in batches[:2]:
        embedder._started(batch, "sentence_embedding")
    torch.cuda.synchronize()
    began = time.perf_counter()
    for batch in batches:
        embedder._started(batch, "sentence_embedding")
    torch.cuda.synchronize()
    computed = inside / (time.perf_counter() - began)
    return {
        "tokens": tokens,
        "processors": os.cpu_count(),
        "tokenizer_tokens_s": round(tokens / tokenized),
        "gpu_tokens_s": round(computed),
        "gpu_tflops": round(computed * MULTIPLIED / 1e12, 1),
    }


def streamed(embedder, chunks, budget):
    """Tokens a second from texts to vectors, through the stream that an ingestion uses; the chunks again and again.

    What comes before the first chunks come again is not counted: processes start meanwhile, and the GPU warms up.
    """
    torch_engine.PACES["cuda"] = replace(torch_engine.PACES["cuda"], budget=budget)
    tokens = sum(embedder.tokenizer.count(chunks)) / len(chunks)
    torch.cuda.reset_peak_memory_stats()
    began, embedded = 0.0, 0
    for keys, _ in embedder.embed_stream(enumerate(cycle(chunks))):
        if not began and min(keys) >= len(chunks):
            began = time.perf_counter()
        elif began:
            embedded += len(keys)
            if time.perf_counter() - began > SECONDS:
                break
    speed = tokens * embedded / (time.perf_counter() - began)
    return {"stream_tokens_s": round(speed), "gpu_gb": round(torch.cuda.max_memory_allocated() / 2**30, 2)}


def question(embedder):
    """Median milliseconds of embedding one question."""
    taken = []
    for number in range(200):
        began = time.perf_counter()
        embedder.embed([f"How do I open file number {number} for writing?"])
        taken.append(1_000 * (time.perf_counter() - began))
    return round(float(np.median(taken)), 2)
