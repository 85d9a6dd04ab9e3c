"""All that a training run is, and its checkpoint on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from rag.reader.network import ReaderNetwork

_TENSORS = ("weights", "average", "first", "second")
_NUMBERS = ("step", "tokens", "epoch", "done", "seconds", "log")


@dataclass
class State:
    """Weights in float32, their moving average, the optimizer's two moments, and how far the run has come."""

    weights: dict[str, Tensor]
    average: dict[str, Tensor]
    first: dict[str, Tensor]
    second: dict[str, Tensor]
    step: int = 0
    tokens: int = 0
    epoch: int = 0
    done: int = 0
    seconds: float = 0.0
    log: list[dict[str, float]] = field(default_factory=list)


def fresh_state(network: ReaderNetwork) -> State:
    """A run that begins at the network's weights."""
    weights = {name: p.detach().clone().float() for name, p in network.named_parameters() if p.requires_grad}
    zeros = {name: torch.zeros_like(tensor) for name, tensor in weights.items()}
    copies = [{name: tensor.clone() for name, tensor in tensors.items()} for tensors in (weights, zeros, zeros)]
    return State(weights, *copies)


def write_state(state: State, path: Path) -> None:
    """Beside first, then renamed: a run may be killed at any time."""
    tensors = {f"{kind}/{name}": tensor for kind in _TENSORS for name, tensor in getattr(state, kind).items()}
    beside = path.with_suffix(".new")
    save_file(tensors, beside, {"state": json.dumps({name: getattr(state, name) for name in _NUMBERS})})
    beside.rename(path)


def read_state(path: Path, device: torch.device) -> State:
    """What ``write_state`` wrote."""
    kinds: dict[str, dict[str, Tensor]] = {kind: {} for kind in _TENSORS}
    for name, tensor in load_file(path).items():
        kind, _, plain = name.partition("/")
        kinds[kind][plain] = tensor.to(device, copy=True)
    with safe_open(path, "pt") as file:
        return State(**kinds, **json.loads(file.metadata()["state"]))
