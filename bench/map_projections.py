"""Ways to draw vectors in the plane: ``python -m bench.map_projections --data FOLDER [--chunks 10000]``.

Draws the vectors of an ingested folder by the projection of the map (t-SNE over exact neighbours), by the two principal
components, and by UMAP and PaCMAP where those are installed, and prints for each its seconds, processor seconds and how
true the picture is: trustworthiness (is what lies close truly close?) and continuity (does what is truly close lie
close?) of 12 neighbours of 1,000 points, 1 being perfect. Each draws twice, and the second time counts: some compile
themselves the first time.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from rag.catalog.mapped import Mapped
from rag.compose import open_catalog
from rag.map.figures import sampled, trustworthiness_and_continuity
from rag.map.landmarks import NearestLandmarks
from rag.map.projection import NEIGHBOURS, principal, project
from rag.settings import Settings
from rag.types import FloatVector

MEASURED_BY = 12

Draw = Callable[[FloatVector], FloatVector]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="an ingested data folder")
    parser.add_argument("--collection", default="default")
    parser.add_argument("--chunks", type=int, default=10_000, help="how many vectors are drawn, taken at random")
    options = parser.parse_args()
    vectors = drawn(options.data, options.collection, options.chunks)
    print(
        f"{len(vectors)} vectors of {vectors.shape[1]} numbers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':>22} {'seconds':>8} {'processor':>9} {'trust':>6} {'continuity':>10}")
    for name, draw in ways():
        draw(vectors)
        began, worked = time.perf_counter(), time.process_time()
        positions = draw(vectors)
        spent, work = time.perf_counter() - began, time.process_time() - worked
        both = trustworthiness_and_continuity(vectors, positions, sampled(len(vectors)), MEASURED_BY)
        assert both is not None, "too few chunks to measure"
        print(f"{name:>22} {spent:8.1f} {work:9.1f} {both[0]:6.3f} {both[1]:10.3f}", flush=True)


def drawn(data: Path, collection: str, count: int) -> FloatVector:
    """Vectors of chunks that may be seen now, [count, dimension]."""
    with open_catalog(Settings(data=data)) as catalog:
        shelf = catalog.shelf(collection)
        mapped = Mapped(shelf.database, shelf.collection)
        batches = [batch.vectors for batch in mapped.every_vector(mapped.visible())]
    vectors = np.concatenate(batches).astype(np.float32)
    chosen = np.random.default_rng(0).permutation(len(vectors))[:count]
    return np.ascontiguousarray(vectors[np.sort(chosen)])


def ways() -> Iterator[tuple[str, Draw]]:
    yield "t-SNE (the map)", _tsne
    yield "principal components", principal
    if find_spec("umap"):
        yield "UMAP", lambda vectors: _fitted("umap", "UMAP", vectors, n_neighbors=15, metric="cosine")
    if find_spec("pacmap"):
        yield "PaCMAP", lambda vectors: _fitted("pacmap", "PaCMAP", vectors)


def _tsne(vectors: FloatVector) -> FloatVector:
    own = np.arange(len(vectors))
    found = NearestLandmarks(vectors, len(own)).nearest(vectors, NEIGHBOURS + 1).without_itself(own)
    return project(vectors, found, None, lambda share: None)


def _fitted(module: str, name: str, vectors: FloatVector, **settings: object) -> FloatVector:
    """One of the others, in the defaults of its documentation."""
    made = getattr(import_module(module), name)(**settings)
    return np.asarray(made.fit_transform(vectors), dtype=np.float32)


if __name__ == "__main__":
    main()
