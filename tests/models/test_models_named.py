"""What RAG_GENERATOR may say, and what is made of it."""

from __future__ import annotations

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from rag.compose import make_language_model
from rag.errors import InvalidRequest, ModelError
from rag.models.langchain_chat import LangChainChat
from rag.models.named import FORMS, Named, read_name
from rag.settings import Settings
from rag.types import Message, Sampling
from tests.models.scripted_server import ScriptedServer, says


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("reader", Named("reader")),
        ("local:/models/small", Named("local", "/models/small")),
        ("local:C:\\models", Named("local", "C:\\models")),
        ("genai:./ov", Named("genai", "./ov")),
        ("openai:http://h:1/v1/#a/b:7", Named("openai", "http://h:1/v1", "a/b:7")),
        ("langchain:ollama:qwen2.5:7b", Named("langchain", "ollama", "qwen2.5:7b")),
    ],
)
def test_every_form_is_read(text, named):
    assert read_name(text) == named


@pytest.mark.parametrize(
    "text", ["", "Reader", "reader:x", "local:", "local", "langchain:openai", "langchain::x", "gpt", "file:///x"]
)
def test_other_forms_are_named_an_error_with_the_forms(text):
    with pytest.raises(InvalidRequest) as caught:
        read_name(text)
    assert FORMS in caught.value.remedy


@pytest.mark.parametrize(
    "text", ["openai:", "openai:h#m", "openai:http://h", "openai:http://h:x#m", "openai:ftp://h#m"]
)
def test_a_server_needs_a_url_and_a_model(text):
    with pytest.raises(InvalidRequest, match="names no server and model"):
        read_name(text)


@pytest.mark.parametrize("url", ["http://me:secret@h/v1", "https://h/v1?key=secret"])
def test_no_secret_has_a_place_in_a_name(url):
    with pytest.raises(InvalidRequest) as caught:
        read_name(f"openai:{url}#m")
    assert "secret" not in str(caught.value)
    assert "RAG_MODEL_KEY" in caught.value.remedy


def test_the_reader_is_no_language_model():
    assert make_language_model(Settings()) is None


def test_a_package_that_is_missing_is_named():
    with pytest.raises(ModelError, match="pip install langchain-ollama"):
        make_language_model(Settings(generator="langchain:ollama:small"))


def test_a_provider_by_its_name(monkeypatch):
    with ScriptedServer(says("hello there")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "its own, of the environment")
        model = make_language_model(Settings(generator="langchain:openai:gpt-4o"))
        assert list(model.stream([Message("user", "x")], Sampling(max_tokens=9))) == ["hello", " there"]
    assert server.headers[0]["authorization"] == "Bearer its own, of the environment"
    assert model.name == "openai:gpt-4o"
    assert model.window > 100_000


def test_an_unknown_provider_is_an_error():
    with pytest.raises(ModelError, match="nobody:small"):
        make_language_model(Settings(generator="langchain:nobody:small"))


def test_the_key_is_in_no_text_of_the_settings():
    settings = Settings(model_key="sk-secret", generator="openai:http://h/v1#m")
    assert (
        "sk-secret" not in repr(settings) + str(settings) + str(settings.as_environment()) + settings.model_dump_json()
    )
    assert "RAG_MODEL_KEY" not in settings.as_environment()
    assert make_language_model(settings).name == "m at http://h/v1"


def test_a_chat_model_made_in_python():
    made = GenericFakeChatModel(messages=iter([AIMessage("The key hangs there [1].")]))
    model = LangChainChat(made, "fake", window=900)
    assert model.window == 900
    assert "".join(model.stream([Message("user", "Where?")], Sampling())) == "The key hangs there [1]."


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("The key of the shed hangs behind the kitchen door. " * 20, 221, 420), ("2026-11-26 " * 20, 200, 300)],
)
def test_tokens_elsewhere_are_estimated_from_above(text, least, most):
    made = LangChainChat(GenericFakeChatModel(messages=iter([])), "fake")
    assert least <= made.count([Message("user", text)]) <= most
