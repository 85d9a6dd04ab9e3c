"""What each token gives to a text's vector, from the states that the pooling adds up."""

from __future__ import annotations

import numpy as np

from rag.bert.weights import ModelFiles
from rag.errors import InvalidRequest
from rag.types import FloatVector

_MODULES = {"Transformer", "Pooling", "Normalize"}


def check_is_mean(files: ModelFiles) -> None:
    """InvalidRequest where a vector is not the mean of its tokens' states."""
    if files.pooling != "mean" or set(files.modules) - _MODULES:
        cause = f"the vectors of {files.name} are not means over tokens, so they cannot be taken apart"
        raise InvalidRequest(cause, "choose a model with mean pooling")


def parts_of(states: FloatVector) -> FloatVector:
    """One row a token [tokens, dimension], adding up to the unit vector: states [tokens, dimension], scaled."""
    length = np.linalg.norm(states.sum(axis=0))
    parts: FloatVector = states / np.maximum(length, np.float32(1e-12))
    return parts
