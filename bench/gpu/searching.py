"""Exact search and CAGRA on the GPU: milliseconds of one question, questions a second, recall, memory, time to build.

The vectors are the chunks of the sets, and beyond them vectors drawn around real ones, as in ``bench.scale.corpus``.
"""

from __future__ import annotations

import time
from functools import partial

import faiss
import numpy as np
import torch

from bench.scale.corpus import DIMENSION, NOISE
from bench.scale.texts import questions, texts
from rag.embedders import open_embedder
from rag.indexes.faiss_gpu import GpuRows
from rag.settings import Settings

K = 10
ASKED = 500
BLOCK = 500_000
SHARE = 0.01
"""What a filter lets pass."""
AS_GOOD_AS = 1e-4
LINKS = 32, 64
"""Of a node in the graph, and before it is thinned out."""
BREADTHS = (32, 64, 128, 256, 512)


def measured(sets, counts):
    """Figures of each kind of index at each size."""
    embedder = open_embedder(Settings(embedder_engine="torch"))
    real = embedder.embed(texts(sets, 200_000))
    asked = embedder.embed(questions(sets, ASKED))
    yield {"real_vectors": len(real), "questions": len(asked)}
    for count in counts:
        yield from at(count, Rows(drawn(real, count)), asked)


def at(count, rows, asked):
    """Each kind of index over these rows."""
    mask = np.random.default_rng(7).random(count) < SHARE
    least = {"all": tenth(rows, asked, None), "filtered": tenth(rows, asked, mask)}
    yield from ours(count, rows, asked, least, mask)
    yield from graph(count, rows, asked, least["all"])
    for float16, cuvs in ((True, True), (True, False), (False, True), (False, False)):
        yield flat(count, rows, asked, least["all"], float16=float16, cuvs=cuvs)


def ours(count, rows, asked, least, mask):
    """The index of the service: float16, its finds scored again by the exact vectors."""
    began, free = time.perf_counter(), torch.cuda.mem_get_info()[0]
    index = GpuRows(faiss, rows, DIMENSION)
    about = {"vectors": count, "index": "ours", "to_gpu_s": since(began), "gpu_gb": taken(free)}
    yield about | one_by_one(lambda question: index.search(question, K, None)[0], rows, asked, least["all"])
    if index.filters:
        found = one_by_one(lambda question: index.search(question, K, mask)[0], rows, asked, least["filtered"])
        yield {"vectors": count, "index": "ours, filtered"} | found


class Rows:
    """Vectors in memory, as the exact rows of a base are on disk."""

    def __init__(self, vectors):
        self.vectors = vectors

    def __len__(self):
        return len(self.vectors)

    def at(self, rows):
        return np.float32(self.vectors[rows])

    def slice(self, first, count):
        return np.float32(self.vectors[first : first + count])


def flat(count, rows, asked, least, *, float16, cuvs):
    """FAISS's own exact index, in each of its kinds."""
    config = faiss.GpuIndexFlatConfig()
    config.useFloat16, config.use_cuvs = float16, cuvs
    resources, free, began = faiss.StandardGpuResources(), torch.cuda.mem_get_info()[0], time.perf_counter()
    name = f"flat {'float16' if float16 else 'float32'}{' cuvs' if cuvs else ''}"
    try:
        index = faiss.GpuIndexFlatIP(resources, DIMENSION, config)
        for first in range(0, count, BLOCK):
            index.add(rows.slice(first, BLOCK))
        about = {"vectors": count, "index": name, "to_gpu_s": since(began), "gpu_gb": taken(free)}
        about |= one_by_one(lambda question: index.search(question, K)[1][0], rows, asked, least)
        return about | {"questions_s": together(partial(index.search, k=K), asked)}
    except RuntimeError as error:
        return {"vectors": count, "index": name, "refused": str(error)[:200]}


def graph(count, rows, asked, least):
    """CAGRA, with the vectors in float16, at several breadths of search."""
    config = faiss.GpuIndexCagraConfig()
    config.graph_degree, config.intermediate_graph_degree = LINKS
    resources, free, began = faiss.StandardGpuResources(), torch.cuda.mem_get_info()[0], time.perf_counter()
    index = faiss.GpuIndexCagra(resources, DIMENSION, faiss.METRIC_INNER_PRODUCT, config)
    try:
        index.train(rows.vectors, numeric_type=faiss.Float16)
    except (RuntimeError, TypeError) as error:
        yield {"vectors": count, "index": "cagra", "refused": str(error)[:200]}
        return
    yield {"vectors": count, "index": "cagra", "build_s": since(began), "gpu_gb": taken(free)}
    for breadth in BREADTHS:
        parameters = faiss.SearchParametersCagra()
        parameters.itopk_size = breadth
        search = partial(index.search, k=K, params=parameters, numeric_type=faiss.Float16)
        found = one_by_one(lambda question, search=search: search(question)[1][0], rows, asked, least)
        told = {"vectors": count, "index": "cagra", "breadth": breadth} | found
        yield told | {"questions_s": together(search, asked)}


def one_by_one(search, rows, asked, least):
    """Latency of one question at a time, and recall by distance."""
    for question in asked[:50]:
        search(question[None])
    found, clock = [], []
    for question in asked:
        began = time.perf_counter()
        found.append(search(question[None]))
        clock.append(1_000 * (time.perf_counter() - began))
    right = [np.count_nonzero(rows.at(ids[:K]) @ asked[i] >= least[i] - AS_GOOD_AS) for i, ids in enumerate(found)]
    p50, p99 = np.percentile(clock, (50, 99))
    return {
        "p50_ms": round(float(p50), 3),
        "p99_ms": round(float(p99), 3),
        "recall": round(float(np.mean(right)) / K, 4),
    }


def together(search, asked):
    """Questions a second, all asked at once."""
    search(asked)
    began = time.perf_counter()
    for _ in range(3):
        search(asked)
    return round(3 * len(asked) / (time.perf_counter() - began))


def drawn(real, count):
    """Unit vectors float16 [count, DIMENSION]: the real ones first, then ones between neighbours, with noise."""
    out = np.empty((count, DIMENSION), dtype=np.float16)
    out[: len(real)] = real[:count]
    source, chance = torch.from_numpy(real).cuda(), torch.Generator("cuda").manual_seed(0)
    for first in range(len(real), count, BLOCK):
        size = min(BLOCK, count - first)
        one = torch.arange(first, first + size, device="cuda") % len(real)
        other = (one + torch.randint(1, 8, (size,), generator=chance, device="cuda")) % len(real)
        share = 0.5 * torch.rand(size, 1, generator=chance, device="cuda")
        mixed = (1 - share) * source[one] + share * source[other]
        noise = torch.randn(size, DIMENSION, generator=chance, device="cuda") / DIMENSION**0.5
        mixed += NOISE * mixed.norm(dim=1, keepdim=True) * noise
        out[first : first + size] = (mixed / mixed.norm(dim=1, keepdim=True)).half().cpu().numpy()
    return out


def tenth(rows, asked, mask):
    """The score of the tenth nearest of each question, in float32."""
    best, question = None, torch.from_numpy(asked).cuda()
    for first in range(0, len(rows), BLOCK):
        scores = question @ torch.from_numpy(rows.slice(first, BLOCK)).cuda().T
        if mask is not None:
            scores[:, torch.from_numpy(~mask[first : first + BLOCK]).cuda()] = -2
        scores = scores if best is None else torch.cat([best, scores], dim=1)
        best = scores.topk(K, dim=1).values
    return best[:, -1].cpu().numpy()


def since(began):
    return round(time.perf_counter() - began, 2)


def taken(free):
    """GB of GPU memory taken since so much was free."""
    torch.cuda.synchronize()
    return round((free - torch.cuda.mem_get_info()[0]) / 2**30, 2)
