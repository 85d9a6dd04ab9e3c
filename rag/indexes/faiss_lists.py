"""FAISS for many points: shortened vectors in lists around centres, and the exact ones beside them on disk."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.indexes.exact_rows import ExactRows
from rag.settings import Quantization
from rag.types import FloatVector, IntVector

_TRAINING = 40
"""Vectors a centre that the centres are found from: fewer, and FAISS warns."""
_ROUNDS = 8
_PROBED = 160
"""Lists that are searched for a question."""
_OVERSAMPLING = 3
_BLOCK = 50_000


def lists(faiss: Any, rows: NDArray[np.float16], quantization: Quantization) -> Any:
    """An index of all rows; memory holds the shortened vectors, and a block of the exact ones at a time."""
    count, dimension = rows.shape
    centres = max(1, min(int(2 * math.sqrt(count)), count // _TRAINING))
    kinds = {"none": "QT_fp16", "int8": "QT_8bit", "4bit": "QT_4bit"}
    kind = getattr(faiss.ScalarQuantizer, kinds[quantization])
    centre = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(centre, dimension, centres, kind, faiss.METRIC_INNER_PRODUCT)
    index.cp.spherical, index.cp.niter = True, _ROUNDS
    sample = np.random.default_rng(0).choice(count, min(count, _TRAINING * centres), replace=False)
    index.train(rows[np.sort(sample)].astype(np.float32))
    for first in range(0, count, _BLOCK):
        index.add(rows[first : first + _BLOCK].astype(np.float32))
    return index


class Lists:
    """Finds candidates in the lists around the nearest centres, and scores them by the exact rows."""

    def __init__(self, faiss: Any, index: Any, rows: ExactRows) -> None:
        self._faiss = faiss
        self._index = index
        self.rows = rows
        self.ntotal, self.d = int(index.ntotal), int(index.d)

    def search(
        self, question: FloatVector, limit: int, mask: NDArray[np.bool_] | None
    ) -> tuple[IntVector, FloatVector]:
        """The rows and scores of the ``limit`` best for ``question`` [1, dimension], best first.

        The fewer points pass a filter, the more lists are searched: as many points are compared, and few are
        compared all.
        """
        share, selector = 1.0, None
        if mask is not None:
            share, selector = float(mask.mean()), self._faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        probed = min(self._index.nlist, math.ceil(_PROBED / share))
        parameters = self._faiss.SearchParametersIVF(sel=selector, nprobe=probed)
        wanted = min(_OVERSAMPLING * limit, len(self.rows))
        _, found = self._index.search(question, wanted, params=parameters)
        candidates = found[0][found[0] >= 0]
        places, scores = self.rows.best(candidates, question[0], limit)
        return candidates[places], scores

    def reconstruct_n(self, first: int, count: int) -> FloatVector:
        """``count`` exact vectors from the row ``first`` on."""
        return self.rows.slice(first, count)
