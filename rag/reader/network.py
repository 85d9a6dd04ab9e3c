"""The reader as a torch module: MiniLM's layers, a head for spans, a head for what the first token knows.

Written out rather than taken from transformers: on a CPU with bf16 weights this form trains at 13,000 tokens a second
on two threads, autocast at 10,000, fused attention at 6,000. On a GPU attention is fused.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
POSITIONS, VOCABULARY = 512, 30522
EPSILON = 1e-12
VERDICTS = ("answers", "relevant", "supports")
MASKED = -1e4


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT; ``dropout`` where BERT has it, while training only."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self._dropout = dropout
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm_1 = nn.LayerNorm(HIDDEN, EPSILON)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm_2 = nn.LayerNorm(HIDDEN, EPSILON)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        rows, width, _ = hidden.shape
        split = self.qkv(hidden).view(rows, width, 3, HEADS, HIDDEN // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        attended = self._attended(query, key, value, bias)
        told = self.out(attended.transpose(1, 2).reshape(rows, width, HIDDEN))
        hidden = self.norm_1(hidden + self._dropped(told))
        inner: Tensor = self.norm_2(hidden + self._dropped(self.down(functional.gelu(self.up(hidden)))))
        return inner

    def _attended(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        if query.is_cuda:
            chance = self._dropout if self.training else 0.0
            return functional.scaled_dot_product_attention(query, key, value, bias, chance)
        scores = (query * (HIDDEN // HEADS) ** -0.5) @ key.transpose(-1, -2) + bias
        return self._dropped(torch.softmax(scores, -1)) @ value

    def _dropped(self, hidden: Tensor) -> Tensor:
        return functional.dropout(hidden, self._dropout, self.training)


class ReaderNetwork(nn.Module):
    """Ids, segments and mask [rows, width] to start and end logits [rows, width, 2] and verdicts [rows, 3]."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.segments = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.span = nn.Linear(HIDDEN, 2)
        self.verdict = nn.Linear(HIDDEN, len(VERDICTS))
        self.words.weight.requires_grad_(False)
        for head in (self.span, self.verdict):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.norm(self.words(ids) + self.positions(places) + self.segments(segments))
        bias = ((mask == 0)[:, None, None, :] * MASKED).to(hidden.dtype)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return self.span(hidden).float(), self.verdict(hidden[:, 0]).float()


_PLAIN = {
    "out": "attention.output.dense",
    "norm_1": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_2": "output.LayerNorm",
}
_EMBEDDINGS = {
    "words": "word_embeddings",
    "positions": "position_embeddings",
    "segments": "token_type_embeddings",
    "norm": "LayerNorm",
}


def from_bert(weights: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """A BERT's tensors under the names of ReaderNetwork, heads left out."""
    found = {}
    for name, theirs in _names().items():
        found[name] = torch.from_numpy(np.concatenate([np.asarray(weights[their], np.float32) for their in theirs]))
    return found


def heads(weights: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """The tensors of the heads, which have the same names everywhere."""
    names = [name for name in weights if name.startswith(("span.", "verdict."))]
    return {name: torch.from_numpy(np.array(weights[name], np.float32)) for name in names}


def to_bert(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The other way round, heads under their own names."""
    found = {name: tensor for name, tensor in state.items() if name.startswith(("span.", "verdict."))}
    for name, theirs in _names().items():
        found |= dict(zip(theirs, state[name].chunk(len(theirs)), strict=True))
    return found


def _names() -> dict[str, list[str]]:
    names = {}
    for own, theirs in _EMBEDDINGS.items():
        for part in ("weight", "bias") if own == "norm" else ("weight",):
            names[f"{own}.{part}"] = [f"embeddings.{theirs}.{part}"]
    for number in range(LAYERS):
        prefix = f"encoder.layer.{number}."
        for part in ("weight", "bias"):
            names[f"layers.{number}.qkv.{part}"] = [
                f"{prefix}attention.self.{name}.{part}" for name in ("query", "key", "value")
            ]
            for own, their in _PLAIN.items():
                names[f"layers.{number}.{own}.{part}"] = [f"{prefix}{their}.{part}"]
    return names
