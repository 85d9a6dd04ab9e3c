"""``rag similar`` in its four ways, by the command line, with the real model."""

from __future__ import annotations

import pytest

from tests.journeys.command_line import rag


def test_how_a_text_is_cut(tmp_path):
    reply = rag(tmp_path, "similar", "--tokens", "tallest building 😀", "--json").json
    assert [token["piece"] for token in reply["tokens"]] == ["[CLS]", "tallest", "building", "[UNK]", "[SEP]"]
    assert (reply["count"], reply["max_tokens"]) == (5, 256)
    said = rag(tmp_path, "similar", "tallest building 😀", "--tokens")
    assert "2311  building  8-16 'building'" in said.out
    assert "17-18 '😀'  not in the vocabulary" in said.out


def test_what_carries_a_similarity(tmp_path):
    texts = ("How do I reset my password? It is raining.", "I forgot my login")
    reply = rag(tmp_path, "similar", "--explain", *texts, "--json").json
    assert sum(token["share"] for token in reply["a"]["tokens"]) == pytest.approx(reply["cosine"], abs=1e-4)
    said = rag(tmp_path, "similar", "--explain", *texts).out
    assert said.startswith(f"Cosine {reply['cosine']:.2f}")
    assert "without 'It is raining.'" in said


def test_arithmetic_on_meanings(samples):
    said = rag(samples, "similar", "--arithmetic", "king - man + woman", "-k", 3).out.splitlines()
    assert said[0].startswith("Nearest words")
    assert said[1].endswith("queen")
    assert len(said[said.index("Nearest passages") + 1 :]) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        ["--tokens", "a", "b"],
        ["--explain", "a"],
        ["--arithmetic", "book +"],
        ["--arithmetic", "a", "+", "b"],
        ["alone"],
    ],
)
def test_wrong_calls_name_the_remedy(samples, wrong):
    said = rag(samples, "similar", *wrong)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("rag: ")
