"""From settings to a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.reader.files import SHA256, open_base, read_weights
from rag.reader.reader import TransformerReader
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.reader.reader import Engine


def open_reader(settings: Settings) -> TransformerReader:
    """The reader that comes with Sourcebound, on the engine that the settings name. Raises ModelError."""
    base = open_base(settings)
    weights = read_weights(base)
    engine: Engine
    if settings.reader_engine == "torch":
        from rag.reader.torch_engine import TorchEngine

        engine = TorchEngine(weights, settings.reader_precision)
    else:
        from rag.reader.openvino_engine import OpenVINOEngine

        engine = OpenVINOEngine(base.config, weights, settings.reader_precision)
    return TransformerReader(f"reader@{SHA256[:8]}", engine, HuggingFaceTokenizer(base))
