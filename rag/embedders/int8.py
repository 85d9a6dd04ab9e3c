"""Ranges for int8: what goes into each matrix product, seen on our own texts."""

from __future__ import annotations

import re

import numpy as np

from rag.bert.graph import Weights
from rag.bert.openvino_runtime import openvino
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.bert.weights import ModelFiles
from rag.embedders.embedder_graph import build_observed_graph

# What comes out of the activation has few large values and many small ones: 256 steps lose most of the cosine there.
_LEFT_OUT = re.compile(r"layer\.\d+\.output\.dense$")


def calibrate(
    files: ModelFiles, weights: Weights, tokenizer: HuggingFaceTokenizer, texts: tuple[str, ...]
) -> dict[str, tuple[float, float]]:
    """Least and greatest value to be told apart in the input of each matrix product."""
    model, names = build_observed_graph(files, weights)
    compiled = openvino().Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": 1})
    request = compiled.create_infer_request()
    lows: dict[str, list[float]] = {name: [] for name in names}
    highs: dict[str, list[float]] = {name: [] for name in names}
    for token_ids in tokenizer.token_ids(texts):  # One by one, for padding would count as seen.
        ids = np.array([token_ids], np.int32)
        request.infer([ids, np.ones_like(ids)])
        for number, name in enumerate(names, start=1):
            values = request.get_output_tensor(number).data
            lows[name].append(float(values.min()))
            highs[name].append(float(values.max()))
    return {name: (min(lows[name]), max(highs[name])) for name in names if not _LEFT_OUT.search(name)}
