"""The reader that comes with Sourcebound: its tokenizer, its weights, and both engines in fp32."""

from __future__ import annotations

import pytest

from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.reader.files import open_base, read_weights
from rag.reader.openvino_engine import OpenVINOEngine
from rag.reader.reader import TransformerReader
from rag.reader.torch_engine import TorchEngine
from rag.settings import Settings


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    return Settings(cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def base(settings):
    return open_base(settings)


@pytest.fixture(scope="session")
def tokenizer(base):
    return HuggingFaceTokenizer(base)


@pytest.fixture(scope="session")
def weights(base):
    return read_weights(base)


@pytest.fixture(scope="session")
def openvino_fp32(base, weights):
    return OpenVINOEngine(base.config, weights, "fp32")


@pytest.fixture(scope="session")
def torch_fp32(weights):
    return TorchEngine(weights, "fp32")


@pytest.fixture(scope="session")
def reader(openvino_fp32, tokenizer):
    """In fp32, so that what differs is no rounding."""
    return TransformerReader("reader", openvino_fp32, tokenizer)
