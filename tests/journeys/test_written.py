"""A question through the command line to a language model behind a real server, and back, held to the samples."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from tests.journeys.command_line import rag
from tests.models.scripted_server import ScriptedServer, fails

QUESTION = "Explain how many entries the vocabulary of GPT-2 has."
TRUE = "The vocabulary has 50,257 entries: 256 bytes, 50,000 merges and one special token"


def written(messages):
    """Cites the passage that holds the number, by its place in the prompt; and says what stands nowhere."""
    passages = messages[-1]["content"].split("<passage ")[1:]
    number = next(place for place, text in enumerate(passages, start=1) if "50,257" in text)
    return f"{TRUE} [{number}]. It was trained on 77 elephants [{number}]."


def model(server, **settings):
    return {"RAG_GENERATOR": f"openai:{server.url}#scripted", "RAG_MODEL_KEY": "sk-journey", **settings}


def test_what_a_served_model_writes_is_held_to_the_documents(samples):
    with ScriptedServer(written) as server:
        reply = rag(samples, "ask", QUESTION, "--json", **model(server)).json
        assert reply["answer"] == f"{TRUE}."
        assert reply["generator"].startswith("scripted at ")
        assert reply["sentences"][0]["support"]["supported"]
        assert "50,257 entries" in reply["citations"][0]["quote"]
        assert reply["notes"] == ["One sentence was left out that the passages do not support."]
        assert "sk-journey" not in str(server.calls)
        said = rag(samples, "ask", QUESTION, **model(server))
        assert f"{TRUE}. [1]" in said.out
        assert "written by scripted" in said.out


def test_on_a_terminal_sentences_come_as_they_are_written(samples):
    with ScriptedServer(written) as server:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-c", "from ingest.cli import main; main()", "ask", QUESTION, "--data", str(samples)]
        with subprocess.Popen(command, stdout=theirs, env=os.environ | model(server)) as process:
            os.close(theirs)
            heard = b"".join(iter(lambda: read(ours), b"")).decode()
        os.close(ours)
    assert process.returncode == 0
    assert heard.startswith(f"{TRUE}. [1]\r\n\r\n  [1] ")
    assert "written by scripted" in heard


def read(descriptor: int) -> bytes:
    """What comes next; nothing when the other side has closed."""
    try:
        return os.read(descriptor, 1024)
    except OSError:
        return b""


def test_a_model_that_fails_leaves_the_answer_to_the_reader(samples):
    with ScriptedServer(fails(500)) as server:
        reply = rag(samples, "ask", "how many entries are in the vocabulary of gpt-2", "--json",
                    **model(server, RAG_WRITE="always")).json  # fmt: skip
    assert ("50,257" in reply["answer"], reply["generator"]) == (True, "reader")
    assert "the reader answered in its place" in reply["notes"][0]
