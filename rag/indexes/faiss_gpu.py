"""The vectors of a FAISS base on a GPU, where the installed FAISS has one."""

from __future__ import annotations

import logging
import threading
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import FloatVector, IntVector

_BLOCK = 200_000
"""Vectors that are copied to the GPU at a time."""
_TEMPORARY = 128 * 2**20
"""Bytes of GPU memory for searches: FAISS would take 1.5 GB, and the models want their share."""
_FURTHER = 32

_log = logging.getLogger(__name__)


class Exact(Protocol):
    """The exact vectors of a base by their row."""

    def __len__(self) -> int: ...

    def at(self, rows: IntVector) -> FloatVector:
        """The vectors [n, dimension] of some rows [n]."""

    def slice(self, first: int, count: int) -> FloatVector:
        """``count`` vectors from the row ``first`` on."""


class FlatRows:
    """The vectors that a flat FAISS index holds."""

    def __init__(self, flat: Any) -> None:
        self._flat = flat

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    def at(self, rows: IntVector) -> FloatVector:
        """The vectors [n, dimension] of some rows [n]."""
        vectors: FloatVector = self._flat.reconstruct_batch(rows)
        return vectors

    def slice(self, first: int, count: int) -> FloatVector:
        """``count`` vectors from the row ``first`` on."""
        vectors: FloatVector = self._flat.reconstruct_n(first, count)
        return vectors


class GpuRows:
    """Compares a question with all vectors on the GPU, and scores what it finds again on the CPU.

    The GPU holds them in float16, which is what the catalog stores, and adds up in another order than the CPU; scoring
    again keeps the scores of all engines equal. A GPU index is searched by one thread at a time. RuntimeError when
    they do not fit into its memory.
    """

    most = 2_048 - _FURTHER
    """How many rows a GPU search can give."""

    def __init__(self, faiss: Any, exact: Exact, dimension: int) -> None:
        self._faiss = faiss
        self._exact = exact
        self._lock = threading.Lock()
        self._resources = faiss.StandardGpuResources()
        self._resources.setTempMemory(_TEMPORARY)
        config = faiss.GpuIndexFlatConfig()
        config.useFloat16 = True
        # Only the searches of NVIDIA's cuVS know filters.
        self.filters = find_spec("faiss._cuvs_build") is not None
        config.use_cuvs = self.filters
        self._index = faiss.GpuIndexFlatIP(self._resources, dimension, config)
        for first in range(0, len(exact), _BLOCK):
            self._index.add(exact.slice(first, min(_BLOCK, len(exact) - first)))

    def search(
        self, question: FloatVector, limit: int, mask: NDArray[np.bool_] | None
    ) -> tuple[IntVector, FloatVector]:
        """The rows and scores of the ``limit`` best for ``question`` [1, dimension], best first."""
        # Which of two nearly equal scores comes first is decided by the exact ones.
        parameters, wanted = None, min(limit + _FURTHER, len(self._exact))
        if mask is not None:
            selector = self._faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
            parameters = self._faiss.SearchParameters(sel=selector)
            # Where fewer pass than are asked for, cuVS fills up with rows that do not.
            wanted = min(wanted, int(mask.sum()))
        with self._lock:
            _, rows = self._index.search(question, wanted, params=parameters)
        found = rows[0][rows[0] >= 0]
        # FAISS without cuVS takes a filter and does not heed it: nothing leaves here unseen.
        found = found if mask is None else found[mask[found]]
        # Each row is added up by itself: a product of matrices gives copies scores that differ in their last bits.
        scores = np.einsum("ij,j->i", self._exact.at(found), question[0])
        order = np.argsort(-scores, kind="stable")[:limit]
        return found[order], scores[order]


def on_gpu(faiss: Any, exact: Exact, dimension: int) -> GpuRows | None:
    """The vectors on the first GPU; None with a FAISS for the CPU, without a GPU, vectors, or room for them."""
    if not len(exact) or not hasattr(faiss, "StandardGpuResources") or not faiss.get_num_gpus():
        return None
    try:
        return GpuRows(faiss, exact, dimension)
    except RuntimeError as error:
        _log.warning("%d vectors are searched on the CPU: the GPU did not take them (%s)", len(exact), error)
        return None
