"""The vectors of a FAISS base on a GPU, where the installed FAISS has one."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from rag.types import FloatVector, IntVector


class GpuFlat:
    """Compares a question with all vectors on the GPU, and scores what it finds again on the CPU.

    A GPU may multiply in lower precision; scoring again keeps the scores of all engines equal. A GPU index
    knows no filters and is searched by one thread at a time.
    """

    most = 2_048
    """How many rows a GPU search can give."""

    def __init__(self, faiss: Any, flat: Any) -> None:
        self._lock = threading.Lock()
        self._resources = faiss.StandardGpuResources()
        self._index = faiss.index_cpu_to_gpu(self._resources, 0, flat)
        self._flat = flat

    def search(self, question: FloatVector, limit: int) -> tuple[IntVector, FloatVector]:
        """The rows and scores of the ``limit`` best for ``question`` [1, dimension], best first."""
        with self._lock:
            _, rows = self._index.search(question, limit)
        found = rows[0][rows[0] >= 0]
        scores = self._flat.reconstruct_batch(found) @ question[0]
        order = np.argsort(-scores, kind="stable")
        return found[order], scores[order]


def on_gpu(faiss: Any, flat: Any) -> GpuFlat | None:
    """``flat`` on the first GPU; None with a FAISS for the CPU, without a GPU, or without vectors."""
    if not flat.ntotal or not hasattr(faiss, "StandardGpuResources") or not faiss.get_num_gpus():
        return None
    return GpuFlat(faiss, flat)
