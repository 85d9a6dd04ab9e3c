"""The reader's weights: layers and heads come with Sourcebound, the word vectors with the embedder's package."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.bert.graph import Weights
from rag.bert.safetensors_file import read_safetensors
from rag.bert.weights import PACKAGED_NAME, ModelFiles, open_model_files
from rag.errors import ModelError
from rag.settings import Settings

SHA256 = "32f8722929d0b7302fba323b301152bdfa38db888da04cbd679df7c63b89e424"
"""Of the weights that this version was measured with."""
PATH = Path(__file__).parent / "model" / "reader.safetensors"
WORDS = "embeddings.word_embeddings.weight"
_REMEDY = "Install Sourcebound again."


def open_base(settings: Settings) -> ModelFiles:
    """The packaged embedder, whose tokenizer and word vectors the reader shares, whichever embedder is configured."""
    return open_model_files(settings.model_copy(update={"embedder": PACKAGED_NAME, "embedder_sha256": None}))


def read_weights(base: ModelFiles, path: Path = PATH, sha256: str = SHA256) -> Weights:
    """All tensors as float32, the hash verified; ModelError when the file is absent, cut or another one."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"The reader's weights {path} cannot be read ({error.strerror})", _REMEDY) from error
    if found != sha256:
        raise ModelError(f"The reader's weights {path} have the hash {found}, not {sha256}", _REMEDY)
    weights = {name: _single(tensor) for name, tensor in read_safetensors([path]).items()}
    return weights | {WORDS: read_safetensors(base.weights)[WORDS]}


def _single(tensor: NDArray[np.generic]) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor, dtype=np.float32)
