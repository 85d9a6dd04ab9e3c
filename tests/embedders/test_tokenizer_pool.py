"""Tokenizing in processes: the same ids in the same order, and no process left behind."""

from __future__ import annotations

import pytest

from rag.bert import tokenizer_pool
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.bert.tokenizer_pool import TokenizerPool, tokenized_ahead
from rag.bert.weights import read_model_files
from rag.errors import ModelError

TEXTS = ["open file", "", "  two\nlines\x00", "naïve café 😀", "a\ud800b", "open " * 200, "書虫", '"quoted" \\ {}', "x"]


@pytest.fixture(scope="module")
def files(tiny_model, tmp_path_factory):
    folder = tiny_model(prompts={"query": "open: "}, lower_case=True)
    return read_model_files(folder, "tiny", tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize("processes", [1, 2, 20])
def test_ids_are_those_of_the_tokenizer(files, processes):
    expected = HuggingFaceTokenizer(files).token_ids(TEXTS)
    with TokenizerPool(files, processes) as pool:
        for _ in range(2):
            assert [ids.tolist() for ids in pool.token_ids(TEXTS)] == expected
        assert pool.token_ids([]) == []
    assert all(child.returncode is not None for child in pool._children)


def test_a_process_that_is_killed_is_told_of(files):
    with TokenizerPool(files, 2) as pool:
        pool.token_ids(TEXTS)
        pool._children[1].kill()
        with pytest.raises(ModelError, match="process that tokenized"):
            pool.token_ids(TEXTS)


def test_a_stream_that_is_left_early_leaves_no_process(files, monkeypatch):
    pools = []
    monkeypatch.setattr(
        tokenizer_pool, "TokenizerPool", lambda files: pools.append(TokenizerPool(files, 2)) or pools[0]
    )
    windows = ([(10 * number + place, text) for place, text in enumerate(TEXTS)] for number in range(50))
    stream = tokenized_ahead(files, windows)
    expected = HuggingFaceTokenizer(files).token_ids(TEXTS)
    for number in range(3):
        window, token_ids = next(stream)
        assert [key for key, _ in window] == list(range(10 * number, 10 * number + len(TEXTS)))
        assert [ids.tolist() for ids in token_ids] == expected
    stream.close()
    assert [child.returncode is not None for child in pools[0]._children] == [True, True]


def test_no_texts_start_no_process(files, monkeypatch):
    monkeypatch.setattr(tokenizer_pool, "TokenizerPool", None)
    assert list(tokenized_ahead(files, iter([]))) == []
