"""What the tests of language models share."""

from __future__ import annotations

import pytest
import torch
from transformers import LlamaConfig

from rag.compose import make_language_model
from rag.models.folder import read_folder
from rag.models.local import LocalModel
from rag.settings import Settings
from tests.models.scripted_server import ScriptedServer
from tests.models.tiny_model import make_quoting_model, make_random_model, make_tokenizer


@pytest.fixture
def served():
    """Makes (server, model) for a script, with settings; every server is stopped."""
    servers = []

    def make(*script, **settings):
        server = ScriptedServer(*script)
        servers.append(server)
        server.__enter__()
        return server, make_language_model(Settings(generator=f"openai:{server.url}#scripted", **settings))

    yield make
    for server in servers:
        server.__exit__()


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch):
    """The pauses between tries keep their order and lose their length."""
    monkeypatch.setattr("rag.models.langchain_chat._PAUSE", 0.01)


@pytest.fixture(scope="session")
def quoting_folder(tmp_path_factory):
    """The folder of the model that answers with the first sentence of passage 1."""
    return make_quoting_model(tmp_path_factory.mktemp("models") / "quoting")


@pytest.fixture(scope="session")
def quoting(quoting_folder):
    return LocalModel(read_folder(quoting_folder, "tests/quoting"), precision="fp32", places=3)


@pytest.fixture(scope="session")
def wild_folder(tmp_path_factory):
    """The folder of a model that never ends by itself, with the same tokenizer as the quoting one."""
    folder = tmp_path_factory.mktemp("models") / "wild"
    tokenizer = make_tokenizer(folder)
    sizes = {"hidden_size": 64, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    ends = {"eos_token_id": None, "bos_token_id": None, "pad_token_id": 0}
    config = LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=8192, **sizes, **ends)
    tokenizer.eos_token = None
    tokenizer.save_pretrained(folder)
    return make_random_model(folder, config)


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    """Threads of so small a model would only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
