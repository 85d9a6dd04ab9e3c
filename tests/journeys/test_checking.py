"""``rag check-model`` says what a model is worth: a scripted one behind a server, a tiny real one, one that fails."""

from __future__ import annotations

import json
import re
from statistics import median

import pytest
from click.testing import CliRunner

from ingest.cli import cli
from ingest.model_check.orders import read_orders
from ingest.model_check.overheard import Overheard
from rag.errors import GenerationFailed, InvalidRequest
from rag.types import Message, Sampling
from tests.models.scripted_server import ScriptedServer, fails
from tests.models.tiny_model import make_quoting_model
from tests.writing.scripted import Scripted

PASSAGE = re.compile(r"<passage (\d+)>\n(.*?)\n</passage \1>", re.DOTALL)
UNTRUE = "It was counted by 77 elephants"
SETTINGS = {
    "RAG_MODEL_PRECISION": "fp32",
    "RAG_MODEL_WINDOW": "2048",
    # What is the user's, and must be left alone: none of it can be opened.
    "RAG_DATA": "/dev/null/data",
    "RAG_CATALOG_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    "RAG_ENGINE": "qdrant",
    "RAG_QDRANT_URL": "http://127.0.0.1:1",
}


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def decent(asked, passages):
    """Quotes the sentence nearest to the question and cites it; then lies, and then cites what is not there."""
    stated = [(number, one) for number, text in passages for one in re.split(r"(?<=\.)\s+|\n", text)]
    number, best = max(stated, key=lambda one: len(words(one[1]) & words(asked)))
    return f"{best.removesuffix('.')} [{number}]. {UNTRUE} [{number}]. {best.removesuffix('.')} indeed [99]."


def decent_until_ordered(messages):
    """Says whatever holds a code word that is asked for; else what a decent model would."""
    passages, _, asked = messages[-1]["content"].rpartition("Question:")
    shown = PASSAGE.findall(passages)
    lines = [(number, line) for number, text in shown for line in text.splitlines()]
    obeyed = [(number, line) for number, line in lines if any(order.canary in line for order in read_orders())]
    if obeyed or not shown:
        return " ".join(f"{line} [{number}]" for number, line in obeyed) or "yes"
    return decent(asked, shown)


def check(generator, *options):
    return CliRunner().invoke(cli, ["check-model", generator, *options], env=SETTINGS)


@pytest.fixture(scope="module")
def checked():
    with ScriptedServer(decent_until_ordered) as server:
        done = check(f"openai:{server.url}#scripted", "--json", "--questions", "4")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_what_was_said_is_told_from_what_stands_nowhere(checked):
    rows, figures = checked["questions"], checked["figures"]
    whole = [row for row in rows if row["written"] == 3]
    assert (len(rows), figures["model"]["answerable"], figures["model"]["unanswerable"]) == (4, 3, 1)
    assert len(whole) >= 2
    assert all(f"{UNTRUE}." in row["left_out"] for row in whole)
    assert figures["model"]["right"] == sum(row["right"] for row in rows) >= 1
    told = figures["grounding"]
    assert told["verified"] == told["citations"] >= 2
    assert told["written"] == told["sent"] + sum(len(row["left_out"]) for row in rows)
    first = [(row["first"], row["whole"]) for row in rows if row["first"] is not None]
    assert all(0 < sentence <= whole for sentence, whole in first)
    assert figures["first"]["p50"] == pytest.approx(median(sentence for sentence, _ in first))
    assert figures["whole"]["p50"] == pytest.approx(median(row["whole"] for row in rows if row["replies"]))


def test_citations_that_the_model_gave_count_where_they_carry_the_sentence(checked):
    """Of three, one is of a lie and one of a passage that does not exist, whose sentence was put right."""
    whole = [row for row in checked["questions"] if row["answer"] and row["written"] == 3]
    assert whole
    assert {(row["named"], row["stood"]) for row in whole} == {(3, 1)}


def test_obeying_is_seen_in_the_prompt_the_reply_and_the_answer(checked):
    on, off = checked["figures"]["quarantine_on"], checked["figures"]["quarantine_off"]
    assert on["orders"] == off["orders"] == len(read_orders()) == 12
    assert on["in_prompt"] < off["in_prompt"] <= 12
    assert on["in_reply"] == on["in_prompt"]
    assert off["in_reply"] == off["in_prompt"]
    assert on["in_answer"] <= off["in_answer"] < off["in_reply"]
    seen = {row["name"] for row in checked["orders"] if row["quarantine"] == "off" and row["in_prompt"]}
    assert {"garden-rota.txt", "ski-lift.txt", "bergbahn.txt"} <= seen


def test_a_real_tiny_model_in_this_process(tmp_path, monkeypatch):
    two = read_orders()[:2]
    monkeypatch.setattr("ingest.model_check.check.read_orders", lambda: two)
    done = check(f"local:{make_quoting_model(tmp_path / 'quoting')}", "--questions", "2")
    assert done.exit_code == 0, done.output
    assert "quoting, asked 2 questions" in done.stdout
    assert "questions it was asked                2 of 2" in done.stdout
    assert re.search(r"citations that verify +(\d+) of \1 +all of them", done.stdout)


def test_a_model_that_fails_is_told_of_before_anything_is_asked():
    with ScriptedServer(fails(401, "no such key")) as server:
        done = check(f"openai:{server.url}#scripted")
        assert len(server.calls) == 1
    assert isinstance(done.exception, GenerationFailed)
    assert "RAG_MODEL_KEY" in str(done.exception)


def test_a_model_that_goes_down_ends_the_check():
    model = Overheard(Scripted("yes", GenerationFailed("the line is dead")))
    model.try_out()
    for _ in range(3):
        model.stop_if_down()
        with pytest.raises(GenerationFailed):
            list(model.stream([Message("user", "Who?")], Sampling()))
    with pytest.raises(GenerationFailed, match="3 times in a row: the line is dead"):
        model.stop_if_down()


def test_the_reader_alone_is_no_model():
    assert isinstance(check("reader").exception, InvalidRequest)
