"""The embedder as an OpenVINO graph: ``ids`` and ``mask`` (int32 [rows, width]) to unit vectors [rows, dimension]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rag.bert.graph import BertGraph, Ranges, Weights, why_not_bert
from rag.bert.weights import ModelFiles
from rag.errors import ModelError


def why_not(files: ModelFiles) -> str | None:
    """Why this graph is not that model, or None when it is."""
    reason = why_not_bert(files.config)
    if reason:
        return reason
    if set(files.modules) - {"Transformer", "Pooling", "Normalize"}:
        return f"it has the modules {', '.join(files.modules)}"
    if files.pooling not in ("mean", "cls"):
        return f"it pools by {files.pooling}"
    return None


def build_graph(files: ModelFiles, weights: Weights, ranges: Ranges | None = None) -> Any:
    """The ``openvino.Model`` of these weights; ModelError when they do not fit the architecture exactly.

    With ``ranges`` the matrix products of the layers are in int8.
    """
    return _build(BertGraph(files.name, files.config, weights, ranges), files.pooling)


def build_states_graph(files: ModelFiles, weights: Weights, ranges: Ranges | None = None) -> Any:
    """The same graph before pooling: the last layer's states [rows, width, dimension]."""
    graph = BertGraph(files.name, files.config, weights, ranges)
    return _model(graph, lambda: graph.by_token(graph.hidden(), graph.width))


def build_observed_graph(files: ModelFiles, weights: Weights) -> tuple[Any, list[str]]:
    """The same graph, giving also the input of every matrix product, and the names of these further outputs."""
    graph = BertGraph(files.name, files.config, weights)
    model = _build(graph, files.pooling)
    for node in graph.inputs.values():
        model.add_outputs([node.output(0)])
    return model, list(graph.inputs)


def _build(graph: BertGraph, pooling: str) -> Any:
    def unit() -> Any:
        pooled = _pooled(graph, graph.by_token(graph.hidden(), graph.width), pooling)
        return graph.op.normalize_l2(pooled, graph.axes(1), 1e-12, "max")

    return _model(graph, unit)


def _model(graph: BertGraph, output: Callable[[], Any]) -> Any:
    try:
        return graph.model([output()], [graph.ids, graph.mask], "embedder")
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"The weights of {graph.name} do not fit its configuration ({error})") from error


def _pooled(graph: BertGraph, hidden: Any, pooling: str) -> Any:
    """The first token, or the sum over the text's tokens: its length does not matter, for it is normalised next."""
    op = graph.op
    if pooling == "cls":
        return op.gather(hidden, graph.index(0), graph.index(1))
    return op.squeeze(op.matmul(op.unsqueeze(graph.seen, graph.axes(1)), hidden, False, False), graph.axes(1))
