"""The tokenizer counts and places every token, and truncates nothing."""

import subprocess
import sys

import pytest

from rag.embedders import open_tokenizer
from rag.errors import ModelError
from rag.settings import Settings


@pytest.fixture(scope="module")
def tokenizer(settings):
    return open_tokenizer(settings)


def test_counts_are_true_beyond_every_limit_and_have_no_padding(tokenizer):
    assert tokenizer.max_tokens == 256
    assert tokenizer.count(["", "file", "word " * 900]) == [2, 3, 902]


def test_spans_cover_the_words_without_special_tokens(tokenizer):
    text = "猫 Opening 😀 naïve\u200b files"
    pieces = [text[start:end] for start, end in tokenizer.spans(text)]
    assert "".join(pieces) == text.replace(" ", "").replace("\u200b", "")
    assert len(tokenizer.spans("word " * 900)) == 900


def test_a_count_is_the_spans_and_two_special_tokens(tokenizer):
    texts = ["How do I open a file?", "x = 1", "", "猫は好き"]
    assert tokenizer.count(texts) == [len(tokenizer.spans(text)) + 2 for text in texts]


@pytest.mark.parametrize("text", ["a\ud800b", "\udfff", "\x00", "\ufeff", "\u202e", "(" * 3000])
def test_odd_characters_do_no_harm(tokenizer, text):
    assert all(0 <= start <= end <= len(text) for start, end in tokenizer.spans(text))
    assert tokenizer.count([text])[0] >= 2


def test_lower_casing_keeps_offsets_of_the_original(tiny_model, cache):
    folder = tiny_model(lower_case=True)
    tokenizer = open_tokenizer(Settings(embedder=str(folder), cache=cache))
    assert [("İ OPEN file"[start:end]) for start, end in tokenizer.spans("İ OPEN file")][-2:] == ["OPEN", "file"]


def test_the_models_prompt_counts_towards_its_limit(tiny_model, cache):
    folder = tiny_model(prompts={"document": "open file "})
    assert open_tokenizer(Settings(embedder=str(folder), cache=cache)).max_tokens == 64 - 2


def test_a_broken_tokenizer_is_named(tiny_model, cache):
    folder = tiny_model()
    (folder / "tokenizer.json").write_text("{")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        open_tokenizer(Settings(embedder=str(folder), cache=cache))


def test_counting_loads_neither_model_nor_framework(cache):
    program = (
        "import sys; from rag.embedders import open_tokenizer; from rag.settings import Settings;"
        f"open_tokenizer(Settings(cache={str(cache)!r})).count(['file']);"
        "print([name for name in ('torch', 'openvino', 'transformers', 'huggingface_hub') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
