"""Trains the reader: ``python -m training.reader.train --data FOLDER --start FILE --out FOLDER --tokens 60e6``.

Resumes by itself. Weights are kept in float32 and rounded to bf16 for each step; an exponential moving average of them
is what is measured and exported. The learning rate rises, stays, and falls to zero over the last part of the tokens,
so a run can be given more tokens or fewer until it begins to fall. ``--seconds`` measures a run by time instead.

On a GPU larger batches pay, at a higher rate, and drawing them needs other processes:
``--batch 16384 --peak 3e-4 --workers 4``. Several trained networks can teach one: ``--teachers A B C``.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from rag.reader.network import ReaderNetwork
from training.reader.adam import adam
from training.reader.batching import TOKENS, Batch, Batcher, Drawing
from training.reader.dataset import Dataset
from training.reader.held import held_figures
from training.reader.losses import loss_of, taught_by
from training.reader.state import fresh_state, read_state, write_state

PEAK, WARM_UP, FALL = 1.5e-4, 120, 0.4
"""Learning rate, steps until it is reached, share of the run over which it falls."""
CHECKPOINT_SECONDS = 900


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the prepared set")
    parser.add_argument("--start", type=Path, required=True, help="what training.reader.start wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--tokens", type=float, help="tokens to read in all")
    length.add_argument("--seconds", type=float, help="seconds to train for in all")
    parser.add_argument("--teachers", type=Path, nargs="+", default=[], help="averaged weights of other runs")
    parser.add_argument("--negatives", type=float, default=0.7, help="share of questions read with a negative")
    parser.add_argument("--crop", type=float, default=0.3, help="share of passages that are cut to a window")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--peak", type=float, default=PEAK, help="learning rate")
    parser.add_argument("--batch", type=int, default=TOKENS, help="padded tokens of a batch")
    parser.add_argument("--workers", type=int, default=0, help="processes that draw batches")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    run = Run(options)
    try:
        run.go()
    finally:
        run.close()


class Run:
    """A training run that can be killed at any time and goes on from its last checkpoint."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        drawing = Drawing(options.negatives, options.crop, options.batch)
        train = Dataset(sorted(options.data.glob("train-*.safetensors")))
        self._batcher = Batcher(train, drawing, options.seed, options.workers)
        self._held = Dataset([options.data / "held.safetensors"])
        self._device = torch.device(options.device)
        torch.manual_seed(options.seed)
        start = load_file(options.start)
        network = load_network(start, {}, options.dropout).to(self._device)
        self._checkpoint = options.out / "checkpoint.safetensors"
        found = self._checkpoint.exists()
        self._state = read_state(self._checkpoint, self._device) if found else fresh_state(network)
        self._network = network.to(torch.bfloat16)
        taught = (load_network(start, load_file(path)) for path in options.teachers)
        self._teachers = [teacher.to(self._device, torch.bfloat16).eval() for teacher in taught]
        self._asked_to_stop = False
        signal.signal(signal.SIGTERM, self._stop)

    def go(self) -> None:
        state = self._state
        began, saved = time.time() - state.seconds, time.time()
        while True:
            for place, batch in enumerate(self._batcher.epoch(state.epoch)):
                if place < state.done:
                    continue
                state.seconds = time.time() - began
                if self._share_done() >= 1 or self._asked_to_stop:
                    return self._save()
                parts = self._step(batch.to(self._device))
                if state.step % 50 == 0:
                    self._say(parts)
                if time.time() - saved > CHECKPOINT_SECONDS:
                    self._save()
                    saved = time.time()
            state.epoch, state.done = state.epoch + 1, 0

    def close(self) -> None:
        self._batcher.close()

    def _stop(self, _signal: int, _frame: object) -> None:
        self._asked_to_stop = True

    def _step(self, batch: Batch) -> dict[str, Tensor]:
        state = self._state
        parameters = {name: p for name, p in self._network.named_parameters() if p.requires_grad}
        with torch.no_grad():
            torch._foreach_copy_(list(parameters.values()), [state.weights[name] for name in parameters])
        for parameter in parameters.values():
            parameter.grad = None
        read = self._network(batch.ids, batch.segments, batch.mask)
        loss, parts = loss_of(*read, batch, taught_by(self._teachers, batch))
        loss.backward()
        state.step += 1
        state.done += 1
        state.tokens += batch.ids.numel()
        gradients = {name: p.grad.float() for name, p in parameters.items() if p.grad is not None}
        adam(state, gradients, self._rate())
        return parts | {"loss": loss.detach()}

    def _rate(self) -> float:
        rising = min(1.0, self._state.step / WARM_UP)
        falling = min(1.0, max(0.0, 1 - self._share_done()) / FALL)
        return float(self._options.peak * rising * falling)

    def _share_done(self) -> float:
        if self._options.seconds is not None:
            return float(self._state.seconds / self._options.seconds)
        return float(self._state.tokens / self._options.tokens)

    def _save(self) -> None:
        state = self._state
        with torch.no_grad():
            for name, parameter in self._network.named_parameters():
                if name in state.average:
                    parameter.copy_(state.average[name])
        self._network.eval()
        figures = held_figures(self._network, self._held, 600)
        self._network.train()
        state.log.append({"tokens": state.tokens, "seconds": round(state.seconds)} | figures)
        sys.stdout.write(json.dumps(state.log[-1]) + "\n")
        sys.stdout.flush()
        write_state(state, self._checkpoint)
        save_file(state.average, self._options.out / "average.safetensors")

    def _say(self, parts: dict[str, Tensor]) -> None:
        state = self._state
        speed = state.tokens / max(state.seconds, 1)
        said = " ".join(f"{name} {float(value):.3f}" for name, value in parts.items())
        sys.stdout.write(f"step {state.step} tokens {state.tokens / 1e6:.2f}M {speed:.0f}/s {said}\n")
        sys.stdout.flush()


def load_network(start: dict[str, Tensor], trained: dict[str, Tensor], dropout: float = 0.0) -> ReaderNetwork:
    """A whole network: what it began with, and over it what was trained."""
    network = ReaderNetwork(dropout)
    network.load_state_dict(start | trained)
    return network


if __name__ == "__main__":
    main()
