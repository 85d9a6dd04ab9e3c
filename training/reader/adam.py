"""AdamW over many tensors at once, with clipping and the moving average, without waiting for the device."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from training.reader.state import State

BETAS, DECAY, EPSILON, CLIP = (0.9, 0.98), 0.01, 1e-6, 1.0
AVERAGE = 0.999


@torch.no_grad()
def adam(state: State, gradients: Mapping[str, Tensor], rate: float) -> None:
    """One step of ``state`` at learning rate ``rate`` (Loshchilov & Hutter 2019)."""
    names = list(gradients)
    grads = [gradients[name] for name in names]
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(grads)))
    torch._foreach_mul_(grads, (CLIP / (norm + 1e-6)).clamp(max=1.0))
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
