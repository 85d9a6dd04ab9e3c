"""What a real, tiny model says without and with the documents, by the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from scripted_server import ScriptedServer
from tiny_model import make_quoting_model

from ingest.cli import cli
from rag.errors import InvalidRequest

QUESTION = "Who gave prompt injection its name?"


def compare(data, generator, *options):
    return CliRunner().invoke(
        cli,
        ["compare", QUESTION, "-k", "2", "--data", str(data), *options],
        env={"RAG_GENERATOR": generator, "RAG_MODEL_PRECISION": "fp32", "RAG_LOG_QUESTIONS": "false"},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_quoting_model(tmp_path_factory.mktemp("gap") / "quoting")


def test_memory_beside_the_documents(samples, folder):
    done = compare(samples, f"local:{folder}", "--json")
    gap = json.loads(done.stdout)
    assert gap["model"] == "quoting"
    assert "Willison" not in gap["memory"]
    # So small a model is held to the passages like any other: what it says may fall, and then nothing is estimated.
    assert (gap["perplexity"] is None) == gap["answer"]["abstained"]


def test_a_model_behind_a_server_tells_no_perplexity(samples):
    with ScriptedServer("I think it was Bob.", "It was named by Simon Willison [1].") as server:
        done = compare(samples, f"openai:{server.url}#scripted")
    assert done.exit_code == 0, done.output
    assert "I think it was Bob." in done.stdout
    assert "Perplexity" not in done.stdout


def test_without_a_model_there_is_nothing_to_compare(samples):
    done = compare(samples, "reader")
    assert isinstance(done.exception, InvalidRequest)
    assert "RAG_GENERATOR" in str(done.exception)
