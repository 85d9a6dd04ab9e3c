"""Trains the reader: ``python -m training.reader.train --data FOLDER --out FOLDER --tokens 60e6`` (resumes by itself).

Weights are kept in float32 and rounded to bf16 for each step; an exponential moving average of them is what is
measured and exported. The learning rate rises, stays, and falls to zero over the last part of the tokens, so a run can
be given more tokens or fewer until it begins to fall.

On a GPU larger batches pay, at a higher rate: ``--batch 32768 --peak 4e-4``.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from rag.bert.safetensors_file import read_safetensors
from rag.bert.weights import open_model_files
from rag.reader.files import open_base, read_weights
from rag.reader.network import ReaderNetwork, from_bert, heads
from rag.settings import Settings
from training.reader.batching import TOKENS, Batch, batches
from training.reader.dataset import Dataset
from training.reader.held import held_figures
from training.reader.losses import loss_of

PEAK, WARM_UP, FALL = 1.5e-4, 0.5e6, 0.4
"""Learning rate, tokens until it is reached, share of all tokens over which it falls."""
BETAS, DECAY, EPSILON, CLIP = (0.9, 0.98), 0.01, 1e-6, 1.0
AVERAGE = 0.999
CHECKPOINT_SECONDS = 900
SHIPPED = "shipped"


@dataclass
class State:
    """All that a run is: what a checkpoint holds."""

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the prepared set")
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints")
    parser.add_argument("--tokens", type=float, required=True, help="tokens to read in all")
    parser.add_argument("--start", help=f"an average.safetensors to go on from, or {SHIPPED!r}; default: the embedder")
    parser.add_argument("--negatives", type=float, default=0.7, help="share of questions read with a negative")
    parser.add_argument("--crop", type=float, default=0.3, help="share of passages that are cut to a window")
    parser.add_argument("--peak", type=float, default=PEAK, help="learning rate")
    parser.add_argument("--batch", type=int, default=TOKENS, help="padded tokens of a batch")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    run = Run(options)
    run.go()


class Run:
    """A training run that can be killed at any time and goes on from its last checkpoint."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._device = torch.device(options.device)
        self._network = ReaderNetwork()
        self._train = Dataset(sorted(options.data.glob("train-*.safetensors")))
        self._held = Dataset([options.data / "held.safetensors"])
        self._checkpoint = options.out / "checkpoint.safetensors"
        torch.manual_seed(options.seed)
        self._load_embedder()
        if self._checkpoint.exists():
            self._state = _read(self._checkpoint, self._device)
        else:
            if options.start:
                self._network.load_state_dict(_trained(options.start), strict=False)
            self._state = _fresh(self._network.to(self._device))
        self._network = self._network.to(self._device, torch.bfloat16)
        self._asked_to_stop = False
        signal.signal(signal.SIGTERM, self._stop)

    def go(self) -> None:
        state = self._state
        began, saved = time.time() - state.seconds, time.time()
        while state.tokens < self._options.tokens:
            for batch in self._epoch():
                parts = self._step(batch)
                state.seconds = time.time() - began
                if state.step % 50 == 0:
                    _say(state, parts)
                if time.time() - saved > CHECKPOINT_SECONDS:
                    self._save()
                    saved = time.time()
                if state.tokens >= self._options.tokens or self._asked_to_stop:
                    self._save()
                    return
            else:
                state.epoch, state.done = state.epoch + 1, 0

    def _stop(self, _signal: int, _frame: object) -> None:
        self._asked_to_stop = True

    def _epoch(self) -> Iterator[Batch]:
        """The batches of the present epoch that are not done yet."""
        rng = random.Random(self._options.seed * 1000 + self._state.epoch)
        order = list(range(len(self._train)))
        rng.shuffle(order)
        drawing = self._options.negatives, self._options.crop, self._options.batch
        for place, batch in enumerate(batches(self._train, order, rng, *drawing)):
            if place >= self._state.done:
                yield batch.to(self._device)

    def _step(self, batch: Batch) -> dict[str, float]:
        state = self._state
        parameters = {name: p for name, p in self._network.named_parameters() if p.requires_grad}
        with torch.no_grad():
            for name, parameter in parameters.items():
                parameter.copy_(state.weights[name])
                parameter.grad = None
        loss, parts = loss_of(*self._network(batch.ids, batch.segments, batch.mask), batch)
        loss.backward()
        state.step += 1
        state.done += 1
        state.tokens += batch.ids.numel()
        gradients = {name: p.grad.float() for name, p in parameters.items() if p.grad is not None}
        _adam(state, gradients, self._rate())
        return parts | {"loss": float(loss.detach())}

    def _rate(self) -> float:
        tokens, whole = self._state.tokens, self._options.tokens
        rising = min(1.0, tokens / WARM_UP)
        falling = min(1.0, max(0.0, whole - tokens) / (FALL * whole))
        return float(self._options.peak * rising * falling)

    def _save(self) -> None:
        state = self._state
        with torch.no_grad():
            for name, parameter in self._network.named_parameters():
                if name in state.average:
                    parameter.copy_(state.average[name])
        figures = held_figures(self._network, self._held, 600)
        state.log.append({"tokens": state.tokens, "seconds": round(state.seconds)} | figures)
        sys.stdout.write(json.dumps(state.log[-1]) + "\n")
        sys.stdout.flush()
        _write(state, self._checkpoint)
        save_file(state.average, self._options.out / "average.safetensors")

    def _load_embedder(self) -> None:
        files = open_model_files(Settings())
        loaded = from_bert(read_safetensors(files.weights))
        self._network.load_state_dict(loaded, strict=False)


@torch.no_grad()
def _adam(state: State, gradients: dict[str, Tensor], rate: float) -> None:
    """AdamW with clipping and the moving average."""
    names = list(gradients)
    grads = [gradients[name] for name in names]
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(grads)))
    torch._foreach_mul_(grads, float(min(1.0, CLIP / (norm + 1e-6))))
    weights, first = [state.weights[name] for name in names], [state.first[name] for name in names]
    second, average = [state.second[name] for name in names], [state.average[name] for name in names]
    torch._foreach_lerp_(first, grads, 1 - BETAS[0])
    torch._foreach_mul_(second, BETAS[1])
    torch._foreach_addcmul_(second, grads, grads, 1 - BETAS[1])
    scale = (1 - BETAS[1] ** state.step) ** 0.5
    spread = torch._foreach_sqrt(second)
    torch._foreach_div_(spread, scale)
    torch._foreach_add_(spread, EPSILON)
    torch._foreach_mul_(weights, 1 - rate * DECAY)
    torch._foreach_addcdiv_(weights, first, spread, -rate / (1 - BETAS[0] ** state.step))
    torch._foreach_lerp_(average, weights, 1 - min(AVERAGE, (1 + state.step) / (10 + state.step)))


def _fresh(network: ReaderNetwork) -> State:
    weights = {name: p.detach().clone().float() for name, p in network.named_parameters() if p.requires_grad}
    zeros = {name: torch.zeros_like(tensor) for name, tensor in weights.items()}
    copies = [{name: tensor.clone() for name, tensor in tensors.items()} for tensors in (weights, zeros, zeros)]
    return State(weights, *copies)


def _write(state: State, path: Path) -> None:
    kinds = ("weights", "average", "first", "second")
    tensors = {f"{kind}/{name}": tensor for kind in kinds for name, tensor in getattr(state, kind).items()}
    numbers = {key: getattr(state, key) for key in ("step", "tokens", "epoch", "done", "seconds", "log")}
    beside = path.with_suffix(".new")
    save_file(tensors, beside, {"state": json.dumps(numbers)})
    beside.rename(path)


def _trained(start: str) -> dict[str, Tensor]:
    """The averaged weights of a run, or those that the package ships."""
    if start != SHIPPED:
        return load_file(start)
    weights = read_weights(open_base(Settings()))
    return from_bert(weights) | heads(weights)


def _read(path: Path, device: torch.device) -> State:
    kinds: dict[str, dict[str, Tensor]] = {"weights": {}, "average": {}, "first": {}, "second": {}}
    for name, tensor in load_file(path).items():
        kind, _, plain = name.partition("/")
        kinds[kind][plain] = tensor.to(device, copy=True)
    with safe_open(path, "pt") as file:
        return State(**kinds, **json.loads(file.metadata()["state"]))


def _say(state: State, parts: dict[str, float]) -> None:
    speed = state.tokens / max(state.seconds, 1)
    said = " ".join(f"{name} {value:.3f}" for name, value in parts.items())
    sys.stdout.write(f"step {state.step} tokens {state.tokens / 1e6:.2f}M {speed:.0f}/s {said}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
