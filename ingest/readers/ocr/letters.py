"""Letters from the steps of the speller (A. Graves et al., Connectionist temporal classification, 2006)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import FloatVector

_NONE = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """What one or a few equal steps spell (mostly one character), how sure that is, and the step it is at."""

    spelling: str
    share: float
    step: float


def letters(classes: NDArray[np.int32], shares: FloatVector, alphabet: Sequence[str]) -> list[Letter]:
    """The letters of one strip: the same class at neighbouring steps is one letter, class 0 parts letters.

    White space at the ends is left out.
    """
    begins = np.flatnonzero((classes != _NONE) & (np.diff(classes, prepend=_NONE) != 0))
    found = [Letter(alphabet[classes[at]], float(shares[at]), at + 0.5) for at in begins.tolist()]
    while found and not found[0].spelling.strip():
        found.pop(0)
    while found and not found[-1].spelling.strip():
        found.pop()
    return [letter for letter in found if letter.spelling]
