"""From settings to a tokenizer or an embedder."""

from __future__ import annotations

from rag.bert.weights import open_model_files
from rag.protocols import Embedder, Tokenizer
from rag.settings import Settings


def open_tokenizer(settings: Settings) -> Tokenizer:
    """The embedder's tokenizer without its model: a few dozen milliseconds. Raises ModelError."""
    from rag.bert.tokenizer import HuggingFaceTokenizer

    return HuggingFaceTokenizer(open_model_files(settings))


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings ask for; 'auto' is OpenVINO where it can run the model, else torch.

    The model is compiled or loaded by the first text. Raises ModelError.
    """
    files = open_model_files(settings)
    if settings.embedder_engine != "torch":
        from rag.embedders.embedder_graph import why_not

        if settings.embedder_engine == "openvino" or not why_not(files):
            from rag.embedders.openvino_engine import OpenVINOEmbedder

            return OpenVINOEmbedder(files, settings.embedder_precision, settings.cache.expanduser())
    from rag.embedders.torch_engine import TorchEmbedder

    return TorchEmbedder(files, settings.embedder_precision)
