"""BERT and its like as an OpenVINO graph, built straight from the weights: no torch, no conversion, nothing to cache.

The graph takes ``ids`` and ``mask`` (int32 [rows, width]) and gives unit vectors (float32 [rows, dimension]).
Rows and columns of the batch are one dimension wherever attention does not need them apart: that is what the matrix
products want.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedders.openvino_runtime import openvino
from rag.embedders.weights import ModelFiles
from rag.errors import ModelError

Weights = dict[str, NDArray[Any]]
Ranges = Mapping[str, tuple[float, float]]
"""Least and greatest value of the input of each matrix product that is done in int8; the others are not."""

_MODEL_TYPES = ("bert", "roberta", "xlm-roberta")
_ACTIVATIONS = {"gelu": "erf", "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh"}
_UNUSED = ("pooler.", "embeddings.position_ids", "cls.", "lm_head.", "embeddings.token_type_ids")


def why_not(files: ModelFiles) -> str | None:
    """Why this graph is not that model, or None when it is."""
    config = files.config
    if config.get("model_type") not in _MODEL_TYPES:
        return f"its architecture is {config.get('model_type')}"
    if config.get("hidden_act") not in _ACTIVATIONS:
        return f"its activation is {config.get('hidden_act')}"
    if config.get("position_embedding_type", "absolute") != "absolute" or config.get("is_decoder"):
        return "its attention is of another kind"
    if set(files.modules) - {"Transformer", "Pooling", "Normalize"}:
        return f"it has the modules {', '.join(files.modules)}"
    if files.pooling not in ("mean", "cls"):
        return f"it pools by {files.pooling}"
    return None


def build_graph(files: ModelFiles, weights: Weights, ranges: Ranges | None = None) -> Any:
    """The ``openvino.Model`` of these weights; ModelError when they do not fit the architecture exactly.

    With ``ranges`` the matrix products of the layers are in int8.
    """
    return _build(_Graph(files, weights, ranges))


def build_observed_graph(files: ModelFiles, weights: Weights) -> tuple[Any, list[str]]:
    """The same graph, giving also the input of every matrix product, and the names of these further outputs."""
    graph = _Graph(files, weights, None)
    model = _build(graph)
    for node in graph.inputs.values():
        model.add_outputs([node.output(0)])
    return model, list(graph.inputs)


def _build(graph: _Graph) -> Any:
    try:
        model = graph.build()
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"The weights of {graph.name} do not fit its configuration ({error})") from error
    unused = [name for name in graph.unused if not name.startswith(_UNUSED)]
    if unused:
        raise ModelError(f"{graph.name} has weights of another architecture ({unused[0]})")
    return model


class _Graph:
    """Collects the nodes of one model; each method adds the part that it is named after."""

    def __init__(self, files: ModelFiles, weights: Weights, ranges: Ranges | None) -> None:
        self._ov = openvino()
        self._op = self._ov.opset13
        self._files = files
        self._config = files.config
        self._weights = {name.removeprefix("bert.").removeprefix("roberta."): weights[name] for name in weights}
        self._ranges = ranges or {}
        self._width = int(files.config["hidden_size"])
        self._heads = int(files.config["num_attention_heads"])
        self.name = files.name
        self.unused = set(self._weights)
        self.inputs: dict[str, Any] = {}

    def build(self) -> Any:
        op = self._op
        ids = op.parameter([-1, -1], self._ov.Type.i32, name="ids")
        mask = op.parameter([-1, -1], self._ov.Type.i32, name="mask")
        shape = op.shape_of(ids, output_type="i32")
        seen = op.convert(mask, "f32")
        bias = op.unsqueeze(op.multiply(op.subtract(seen, self._number(1.0)), self._number(1e9)), self._axes(1, 2))
        hidden = self._embeddings(ids, shape)
        for number in range(int(self._config["num_hidden_layers"])):
            hidden = self._layer(f"encoder.layer.{number}.", hidden, bias, shape)
        hidden = op.reshape(hidden, op.concat([shape, self._axes(self._width)], 0), False)
        pooled = self._pooled(hidden, seen)
        return self._ov.Model([op.normalize_l2(pooled, self._axes(1), 1e-12, "max")], [ids, mask], "embedder")

    def _embeddings(self, ids: Any, shape: Any) -> Any:
        """Sum of word, position and type, normalised: [rows * width, dimension]."""
        op = self._op
        words = op.gather(self._tensor("embeddings.word_embeddings.weight"), ids, self._index(0))
        # A text is one segment, so the first type's vector can be added to the positions once and for all.
        places = self._take("embeddings.position_embeddings.weight")
        types = self._take("embeddings.token_type_embeddings.weight")
        first = self._first_position()
        width = op.gather(shape, self._axes(1), self._index(0))
        positions = op.slice(
            self._constant(places[first:] + types[0]), self._axes(0), width, self._axes(1), self._axes(0)
        )
        return self._norm(
            "embeddings.LayerNorm", op.reshape(op.add(words, positions), self._axes(-1, self._width), False)
        )

    def _first_position(self) -> int:
        """RoBERTa counts positions from behind the padding token's number."""
        return 0 if self._config["model_type"] == "bert" else int(self._config.get("pad_token_id", 1)) + 1

    def _layer(self, prefix: str, hidden: Any, bias: Any, shape: Any) -> Any:
        op = self._op
        attended = self._attention(prefix + "attention.self.", hidden, bias, shape)
        projected = self._linear(prefix + "attention.output.dense", attended)
        hidden = self._norm(prefix + "attention.output.LayerNorm", op.add(projected, hidden))
        inner = op.gelu(
            self._linear(prefix + "intermediate.dense", hidden), _ACTIVATIONS[str(self._config["hidden_act"])]
        )
        return self._norm(prefix + "output.LayerNorm", op.add(self._linear(prefix + "output.dense", inner), hidden))

    def _attention(self, prefix: str, hidden: Any, bias: Any, shape: Any) -> Any:
        """Written out rather than as one node: the plugin fuses it better (fewer transposed copies)."""
        op = self._op
        size = self._width // self._heads
        split = op.concat([shape, self._axes(self._heads, size)], 0)
        seen = self._input(prefix + "input", hidden)

        def by_head(name: str) -> Any:
            flat = self._product(prefix + name, seen, rounded=prefix + "input" in self._ranges)
            return op.transpose(op.reshape(flat, split, False), self._axes(0, 2, 1, 3))

        scores = op.multiply(op.matmul(by_head("query"), by_head("key"), False, True), self._number(size**-0.5))
        attended = op.matmul(op.softmax(op.add(scores, bias), -1), by_head("value"), False, False)
        return op.reshape(op.transpose(attended, self._axes(0, 2, 1, 3)), self._axes(-1, self._width), False)

    def _pooled(self, hidden: Any, seen: Any) -> Any:
        """The first token, or the sum over the text's tokens: its length does not matter, for it is normalised next."""
        op = self._op
        if self._files.pooling == "cls":
            return op.gather(hidden, self._index(0), self._index(1))
        return op.squeeze(op.matmul(op.unsqueeze(seen, self._axes(1)), hidden, False, False), self._axes(1))

    def _linear(self, name: str, hidden: Any) -> Any:
        return self._product(name, self._input(name, hidden), rounded=name in self._ranges)

    def _product(self, name: str, hidden: Any, *, rounded: bool) -> Any:
        matrix = self._take(name + ".weight")
        weight = self._int8(matrix) if rounded else self._constant(matrix)
        return self._op.add(self._op.matmul(hidden, weight, False, True), self._tensor(name + ".bias"))

    def _input(self, name: str, hidden: Any) -> Any:
        """The input of a product: observed under its name, or rounded to 256 steps within its range."""
        self.inputs[name] = hidden
        if name not in self._ranges:
            return hidden
        low, high = (self._number(bound) for bound in self._ranges[name])
        return self._op.fake_quantize(hidden, low, high, low, high, 256)

    def _int8(self, matrix: NDArray[Any]) -> Any:
        """Each row has its own scale."""
        scale = np.maximum(np.abs(matrix).max(axis=1, keepdims=True), 1e-12) / 127
        steps = self._op.constant(np.rint(matrix / scale).astype(np.int8))
        return self._op.multiply(self._op.convert(steps, "f32"), self._constant(scale))

    def _norm(self, name: str, hidden: Any) -> Any:
        epsilon = float(self._config.get("layer_norm_eps", 1e-12))
        normal = self._op.mvn(hidden, self._axes(-1), True, epsilon, "inside_sqrt")
        return self._op.add(self._op.multiply(normal, self._tensor(name + ".weight")), self._tensor(name + ".bias"))

    def _take(self, name: str) -> NDArray[Any]:
        self.unused.discard(name)
        return self._weights[name]

    def _tensor(self, name: str) -> Any:
        return self._constant(self._take(name))

    def _constant(self, array: NDArray[Any]) -> Any:
        return self._op.constant(np.ascontiguousarray(array, dtype=np.float32), shared_memory=True)

    def _axes(self, *values: int) -> Any:
        return self._op.constant(np.array(values, np.int32))

    def _index(self, value: int) -> Any:
        return self._op.constant(np.int32(value))

    def _number(self, value: float) -> Any:
        return self._op.constant(np.float32(value))
