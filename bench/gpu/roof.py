"""What the GPU can do at most: products of bf16 matrices, and copies."""

from __future__ import annotations

import time

import torch

HIDDEN, INNER, LAYERS = 384, 1536, 6
"""MiniLM's."""
MULTIPLIED = 2 * LAYERS * (4 * HIDDEN * HIDDEN + 2 * HIDDEN * INNER)
"""Floating-point operations of a token in the products with weights; attention and all else come on top."""


def measured():
    """TFLOP/s of a large square product and of MiniLM's widest one, and GB/s read and written by a copy."""
    square = torch.randn(8192, 8192, dtype=torch.bfloat16, device="cuda")
    tokens = torch.randn(262_144, HIDDEN, dtype=torch.bfloat16, device="cuda")
    up = torch.randn(HIDDEN, INNER, dtype=torch.bfloat16, device="cuda")
    source = torch.empty(2**32, dtype=torch.uint8, device="cuda")
    target = torch.empty_like(source)
    return {
        "square_tflops": round(2 * 8192**3 / seconds(lambda: square @ square) / 1e12),
        "minilm_tflops": round(2 * tokens.numel() * INNER / seconds(lambda: tokens @ up) / 1e12),
        "copied_gb_s": round(2 * source.numel() / seconds(lambda: target.copy_(source)) / 1e9),
    }


def seconds(work, repeats=20):
    """The mean time of ``work`` on the GPU, after three runs that do not count."""
    for _ in range(3):
        work()
    torch.cuda.synchronize()
    began = time.perf_counter()
    for _ in range(repeats):
        work()
    torch.cuda.synchronize()
    return (time.perf_counter() - began) / repeats
