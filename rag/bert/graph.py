"""BERT and its like as an OpenVINO graph, built straight from the weights: no torch, no conversion, nothing to cache.

``BertGraph`` adds the nodes from token ids to hidden states; what is made of those is added by who runs the model.
Rows and columns of the batch are one dimension wherever attention does not need them apart: that is what the matrix
products want.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.bert.openvino_runtime import openvino
from rag.errors import ModelError

Weights = dict[str, NDArray[Any]]
Ranges = Mapping[str, tuple[float, float]]
"""Least and greatest value of the input of each matrix product that is done in int8; the others are not."""

_MODEL_TYPES = ("bert", "roberta", "xlm-roberta")
_ACTIVATIONS = {"gelu": "erf", "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh"}
_UNUSED = ("pooler.", "embeddings.position_ids", "cls.", "lm_head.", "embeddings.token_type_ids")


def why_not_bert(config: Mapping[str, Any]) -> str | None:
    """Why the graph is not that model, or None when it is."""
    if config.get("model_type") not in _MODEL_TYPES:
        return f"its architecture is {config.get('model_type')}"
    if config.get("hidden_act") not in _ACTIVATIONS:
        return f"its activation is {config.get('hidden_act')}"
    if config.get("position_embedding_type", "absolute") != "absolute" or config.get("is_decoder"):
        return "its attention is of another kind"
    return None


class BertGraph:
    """Collects the nodes of one model; each method adds the part that it is named after.

    ``hidden`` has the shape [rows * width, hidden size]; ``mask`` marks the tokens that are seen. With ``ranges`` the
    matrix products of the layers are in int8. ``inputs`` are the inputs of the products, by name.
    """

    def __init__(self, name: str, config: Mapping[str, Any], weights: Weights, ranges: Ranges | None = None) -> None:
        self._ov = openvino()
        self.op = self._ov.opset13
        self.name = name
        self._config = config
        self._weights = {name.removeprefix("bert.").removeprefix("roberta."): weights[name] for name in weights}
        self._ranges = ranges or {}
        self.width = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._unused = set(self._weights)
        self.inputs: dict[str, Any] = {}
        self.ids = self.parameter("ids")
        self.mask = self.parameter("mask")
        self.shape = self.op.shape_of(self.ids, output_type="i32")
        self.seen = self.op.convert(self.mask, "f32")

    def parameter(self, name: str) -> Any:
        """An input, int32 [rows, width]."""
        return self.op.parameter([-1, -1], self._ov.Type.i32, name=name)

    def hidden(self, segments: Any = None) -> Any:
        """From ids to the last layer's states; without ``segments`` all tokens are of the first one."""
        op = self.op
        hidden_by_mask = op.multiply(op.subtract(self.seen, self.number(1.0)), self.number(1e9))
        bias = op.unsqueeze(hidden_by_mask, self.axes(1, 2))
        hidden = self._embeddings(segments)
        for number in range(int(self._config["num_hidden_layers"])):
            hidden = self._layer(f"encoder.layer.{number}.", hidden, bias)
        return hidden

    def model(self, outputs: list[Any], inputs: list[Any], name: str) -> Any:
        """The finished ``openvino.Model``; ModelError when weights are left that no node uses."""
        unused = [name for name in self._unused if not name.startswith(_UNUSED)]
        if unused:
            raise ModelError(f"{self.name} has weights of another architecture ({unused[0]})")
        return self._ov.Model(outputs, inputs, name)

    def by_token(self, flat: Any, size: int) -> Any:
        """[rows * width, size] as [rows, width, size]."""
        return self.op.reshape(flat, self.op.concat([self.shape, self.axes(size)], 0), False)

    def linear(self, name: str, hidden: Any) -> Any:
        """A matrix product and its bias."""
        return self._product(name, self._input(name, hidden), rounded=name in self._ranges)

    def _embeddings(self, segments: Any) -> Any:
        """Sum of word, position and type, normalised: [rows * width, dimension]."""
        op = self.op
        words = op.gather(self._tensor("embeddings.word_embeddings.weight"), self.ids, self.index(0))
        # A text of one segment, so the first type's vector can be added to the positions once and for all.
        places = self._take("embeddings.position_embeddings.weight")
        types = self._take("embeddings.token_type_embeddings.weight")
        first = self._first_position()
        table = places[first:] + types[0] if segments is None else places[first:]
        width = op.gather(self.shape, self.axes(1), self.index(0))
        positions = op.slice(self._constant(table), self.axes(0), width, self.axes(1), self.axes(0))
        summed = op.add(words, positions)
        if segments is not None:
            summed = op.add(summed, op.gather(self._constant(types), segments, self.index(0)))
        return self._norm("embeddings.LayerNorm", op.reshape(summed, self.axes(-1, self.width), False))

    def _first_position(self) -> int:
        """RoBERTa counts positions from behind the padding token's number."""
        return 0 if self._config["model_type"] == "bert" else int(self._config.get("pad_token_id", 1)) + 1

    def _layer(self, prefix: str, hidden: Any, bias: Any) -> Any:
        op = self.op
        attended = self._attention(prefix + "attention.self.", hidden, bias)
        projected = self.linear(prefix + "attention.output.dense", attended)
        hidden = self._norm(prefix + "attention.output.LayerNorm", op.add(projected, hidden))
        inner = op.gelu(
            self.linear(prefix + "intermediate.dense", hidden), _ACTIVATIONS[str(self._config["hidden_act"])]
        )
        return self._norm(prefix + "output.LayerNorm", op.add(self.linear(prefix + "output.dense", inner), hidden))

    def _attention(self, prefix: str, hidden: Any, bias: Any) -> Any:
        """Written out rather than as one node: the plugin fuses it better (fewer transposed copies)."""
        op = self.op
        size = self.width // self._heads
        split = op.concat([self.shape, self.axes(self._heads, size)], 0)
        seen = self._input(prefix + "input", hidden)

        def by_head(name: str) -> Any:
            flat = self._product(prefix + name, seen, rounded=prefix + "input" in self._ranges)
            return op.transpose(op.reshape(flat, split, False), self.axes(0, 2, 1, 3))

        scores = op.multiply(op.matmul(by_head("query"), by_head("key"), False, True), self.number(size**-0.5))
        attended = op.matmul(op.softmax(op.add(scores, bias), -1), by_head("value"), False, False)
        return op.reshape(op.transpose(attended, self.axes(0, 2, 1, 3)), self.axes(-1, self.width), False)

    def _product(self, name: str, hidden: Any, *, rounded: bool) -> Any:
        matrix = self._take(name + ".weight")
        weight = self._int8(matrix) if rounded else self._constant(matrix)
        return self.op.add(self.op.matmul(hidden, weight, False, True), self._tensor(name + ".bias"))

    def _input(self, name: str, hidden: Any) -> Any:
        """The input of a product: observed under its name, or rounded to 256 steps within its range."""
        self.inputs[name] = hidden
        if name not in self._ranges:
            return hidden
        low, high = (self.number(bound) for bound in self._ranges[name])
        return self.op.fake_quantize(hidden, low, high, low, high, 256)

    def _int8(self, matrix: NDArray[Any]) -> Any:
        """Each row has its own scale."""
        scale = np.maximum(np.abs(matrix).max(axis=1, keepdims=True), 1e-12) / 127
        steps = self.op.constant(np.rint(matrix / scale).astype(np.int8))
        return self.op.multiply(self.op.convert(steps, "f32"), self._constant(scale))

    def _norm(self, name: str, hidden: Any) -> Any:
        epsilon = float(self._config.get("layer_norm_eps", 1e-12))
        normal = self.op.mvn(hidden, self.axes(-1), True, epsilon, "inside_sqrt")
        return self.op.add(self.op.multiply(normal, self._tensor(name + ".weight")), self._tensor(name + ".bias"))

    def _take(self, name: str) -> NDArray[Any]:
        self._unused.discard(name)
        return self._weights[name]

    def _tensor(self, name: str) -> Any:
        return self._constant(self._take(name))

    def _constant(self, array: NDArray[Any]) -> Any:
        return self.op.constant(np.ascontiguousarray(array, dtype=np.float32), shared_memory=True)

    def axes(self, *values: int) -> Any:
        """Places of dimensions, or a shape."""
        return self.op.constant(np.array(values, np.int32))

    def index(self, value: int) -> Any:
        """A place as a scalar."""
        return self.op.constant(np.int32(value))

    def number(self, value: float) -> Any:
        """A scalar."""
        return self.op.constant(np.float32(value))
