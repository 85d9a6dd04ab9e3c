"""The points as one binary body; its layout is part of the public surface, see docs/map.md."""

from __future__ import annotations

import struct

import numpy as np

from rag.map.current import CurrentMap

MAGIC = b"SBM1"
HEADER_BYTES = 64
POINT_BYTES = 20

_HEADER = struct.Struct("<4sIIId4f24x")


def encode(points: CurrentMap) -> bytes:
    """Header and columns, little-endian."""
    x, y = points.positions[:, 0], points.positions[:, 1]
    box = (float(x.min()), float(y.min()), float(x.max()), float(y.max())) if len(points) else (0.0, 0.0, 0.0, 0.0)
    columns = (
        x.astype("<f4"),
        y.astype("<f4"),
        points.chunk_ids.astype("<u4"),
        points.documents.astype("<u4"),
        points.clusters.astype("<u2"),
        points.distortions.astype(np.uint8),
        points.flags.astype(np.uint8),
    )
    header = _HEADER.pack(MAGIC, HEADER_BYTES, len(points), POINT_BYTES, float(points.sequence), *box)
    return b"".join([header, *(np.ascontiguousarray(column).tobytes() for column in columns)])
