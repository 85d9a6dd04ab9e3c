"""Which arithmetic an OpenVINO embedder uses: what was asked for or the CPU has, if its vectors prove close to fp32."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from rag.bert.cache_file import read_cached, write_cached
from rag.bert.graph import Ranges
from rag.bert.openvino_runtime import openvino
from rag.bert.safetensors_file import read_safetensors
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.bert.weights import ModelFiles
from rag.embedders.embedder_graph import build_graph
from rag.embedders.int8 import calibrate
from rag.embedders.own_texts import TEXTS
from rag.types import FloatVector

Precision = Literal["fp32", "bf16", "int8"]

LEAST_COSINE: Mapping[Precision, float] = {"fp32": 0.9999, "bf16": 0.999, "int8": 0.99}
"""To fp32, for the worst of our own texts; below it the precision is refused."""
_VERSION = 1
"""Counts up with every change of graph, calibration or texts that makes earlier proofs void."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a precision was found to be worth on this CPU: its least cosine to fp32, and the ranges that int8 needs."""

    cosine: float = 1.0
    ranges: Ranges = field(default_factory=dict)


def choose(
    wanted: Literal["auto", "fp32", "bf16", "int8"], files: ModelFiles, tokenizer: HuggingFaceTokenizer, cache: Path
) -> tuple[Precision, Ranges]:
    """The precision to use and its ranges; falls back to fp32, with a warning, from one that is not close enough.

    The proof takes a few seconds once for a model, a CPU and a version of OpenVINO; it is kept in ``cache``.
    """
    capabilities = openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precision: Precision = ("bf16" if "BF16" in capabilities else "fp32") if wanted == "auto" else wanted
    if precision == "fp32":
        return precision, {}
    path = cache / "openvino" / f"{_key(files, precision)}.json"
    proof = _load(path)
    if proof is None:
        proof = prove(files, tokenizer, precision)
        write_cached(path, json.dumps(asdict(proof)))
    if proof.cosine >= LEAST_COSINE[precision]:
        return precision, proof.ranges
    _log.warning("%s in %s is too far from fp32 (cosine %.4f); using fp32", files.name, precision, proof.cosine)
    return "fp32", {}


def prove(files: ModelFiles, tokenizer: HuggingFaceTokenizer, precision: Precision) -> Proof:
    """Calibrate where needed and compare with fp32 on our own texts."""
    weights = read_safetensors(files.weights)
    ranges = calibrate(files, weights, tokenizer, TEXTS) if precision == "int8" else {}
    exact = _vectors(build_graph(files, weights), "fp32", tokenizer)
    rounded = _vectors(build_graph(files, weights, ranges), precision, tokenizer)
    return Proof(float((exact * rounded).sum(axis=1).min()), ranges)


def properties(precision: Precision) -> dict[str, Any]:
    """What OpenVINO is told; in int8 the rest of the graph is in bf16 where the CPU has it."""
    if precision == "int8":
        return {}
    return {"INFERENCE_PRECISION_HINT": "f32" if precision == "fp32" else "bf16"}


def _vectors(model: Any, precision: Precision, tokenizer: HuggingFaceTokenizer) -> FloatVector:
    request = openvino().Core().compile_model(model, "CPU", properties(precision)).create_infer_request()
    rows = []
    for token_ids in tokenizer.token_ids(TEXTS):
        ids = np.array([token_ids], np.int32)
        request.infer([ids, np.ones_like(ids)])
        rows.append(np.array(request.get_output_tensor(0).data[0], np.float32))
    return np.stack(rows)


def _key(files: ModelFiles, precision: Precision) -> str:
    """Everything that the proof depends on."""
    core = openvino()
    cpu = core.Core().get_property("CPU", "FULL_DEVICE_NAME")
    parts = [_VERSION, files.sha256, files.config, files.pooling, files.prompt, precision, core.get_version(), cpu]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return f"{files.name}-{precision}-{digest[:16]}"


def _load(path: Path) -> Proof | None:
    try:
        stored = json.loads(read_cached(path) or "")
        ranges = {str(name): (float(low), float(high)) for name, (low, high) in stored["ranges"].items()}
        return Proof(float(stored["cosine"]), ranges)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
