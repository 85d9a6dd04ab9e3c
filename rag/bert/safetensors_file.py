"""Reads safetensors files without copying: arrays are views of the mapped file, so only touched pages are in memory."""

from __future__ import annotations

import json
import mmap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError

_TYPES = {"F64": np.float64, "F32": np.float32, "F16": np.float16, "I64": np.int64, "I32": np.int32, "BOOL": np.bool_}


def read_safetensors(paths: Sequence[Path]) -> dict[str, NDArray[Any]]:
    """All tensors of the files by name; bfloat16 becomes float32. ModelError when a file is not whole."""
    tensors: dict[str, NDArray[Any]] = {}
    for path in paths:
        try:
            tensors.update(_read(path))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"The weights {path} cannot be read ({error})", "Install the model again.") from error
    return tensors


def _read(path: Path) -> dict[str, NDArray[Any]]:
    with path.open("rb") as file:
        # OpenVINO wants writeable memory to share it; a private mapping is, and never reaches the file.
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {name: _tensor(data, start, entry) for name, entry in header.items()}


def _tensor(data: mmap.mmap, start: int, entry: dict[str, Any]) -> NDArray[Any]:
    first, last = entry["data_offsets"]
    if not 0 <= first <= last <= len(data) - start:
        raise ValueError("the file is shorter than its header says")
    if entry["dtype"] == "BF16":
        upper = np.frombuffer(data, np.uint16, (last - first) // 2, start + first).astype(np.uint32)
        return (upper << 16).view(np.float32).reshape(entry["shape"])
    kind = np.dtype(_TYPES[entry["dtype"]])
    return np.frombuffer(data, kind, (last - first) // kind.itemsize, start + first).reshape(entry["shape"])
