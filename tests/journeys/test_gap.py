"""What a real, tiny model says without and with the documents, by the command line."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from ingest.cli import cli
from rag.errors import InvalidRequest
from rag.writing.prompt import RULES
from tests.journeys.command_line import SAMPLES, quoted
from tests.models.scripted_server import ScriptedServer
from tests.models.tiny_model import make_quoting_model

QUESTION = "Who gave prompt injection its name?"
ANSWER = (
    "Simon Willison gave the attack its name in September 2022, after SQL injection, which it resembles in everything "
    "but the remedy."
)
BEFORE = "of its owner."
"""What the answer follows upon in its passage; the prompt says it nowhere else."""


def compare(data, generator, *options):
    return CliRunner().invoke(
        cli,
        ["compare", QUESTION, "-k", "2", "--data", str(data), *options],
        env={"RAG_GENERATOR": generator, "RAG_MODEL_PRECISION": "fp32", "RAG_LOG_QUESTIONS": "false"},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    words = (SAMPLES / "documents" / "prompt-injection.txt").read_text(encoding="utf-8")
    text = f"{RULES} {' '.join(words.split())}"
    return make_quoting_model(tmp_path_factory.mktemp("gap") / "quoting", text=text, begins=BEFORE)


def test_memory_beside_the_documents(samples, folder):
    done = compare(samples, f"local:{folder}", "--json")
    gap = json.loads(done.stdout)
    answer = gap["answer"]
    assert gap["model"] == "quoting"
    assert gap["memory"]
    assert "Willison" not in gap["memory"]
    assert (answer["answer"], answer["abstained"], answer["generator"]) == (ANSWER, False, "quoting")
    assert answer["sentences"][0]["support"]["supported"]
    cited = [answer["citations"][place] for place in answer["sentences"][0]["citations"]]
    assert [quoted(samples, citation) for citation in cited] == [citation["quote"] for citation in cited] == [ANSWER]
    assert gap["perplexity"]["without"] > 10 * gap["perplexity"]["with_passages"] > 10


def test_both_are_shown_to_people(samples, folder):
    done = compare(samples, f"local:{folder}")
    assert done.exit_code == 0, done.output
    memory, said = done.stdout.split("From the documents:")
    assert "Willison" not in memory
    assert f"{ANSWER} [1]" in said
    without, with_passages = re.search(r"Perplexity of that answer: ([\d,.]+) without .* ([\d.]+) with", said).groups()
    assert float(without.replace(",", "")) > 10 * float(with_passages)


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
