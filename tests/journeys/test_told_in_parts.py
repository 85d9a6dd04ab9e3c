"""Several questions at once, and a question in steps, by the command line: each answered apart below its question."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

from tests.journeys.command_line import rag
from tests.models.scripted_server import ScriptedServer

NAMED = "Who gave prompt injection its name?"
ENTRIES = "How many entries are in the vocabulary of gpt-2?"
UNKNOWN = "Which judge decided Mata v. Avianca?"
ASKED = f"{NAMED} {UNKNOWN} {ENTRIES}"
TOLD = f"{NAMED}\nSimon Willison [1]\n\n{UNKNOWN}\nNo answer: not in these documents"
BEHIND = f".\n\n{ENTRIES}\n50,257 [2]\n\n  [1] prompt-injection.txt, "


def test_each_question_has_its_answer_or_its_refusal_in_its_place(samples):
    said = rag(samples, "ask", ASKED)
    assert said.out.startswith(TOLD)
    assert BEHIND in said.out
    assert said.out.count(UNKNOWN) == said.out.count("No answer") == 1


def test_on_a_terminal_it_reads_the_same(samples):
    ours, theirs = pty.openpty()
    command = (sys.executable, "-c", "from ingest.cli import main; main()", "ask", ASKED)
    with subprocess.Popen([*command, "--data", str(samples)], stdout=theirs) as process:
        os.close(theirs)
        heard = b"".join(iter(lambda: read(ours), b"")).decode().replace("\r\n", "\n")
    os.close(ours)
    assert process.returncode == 0
    assert timeless(heard) == timeless(rag(samples, "ask", ASKED).out)


def test_several_refusals_stand_apart_above_the_nearest_passages(samples):
    tungsten = "What is the boiling point of tungsten?"
    said = rag(samples, "ask", f"{UNKNOWN} {tungsten}").out
    first, second, nearest = said.split("\n\n")
    assert first.startswith(f"{UNKNOWN}\nNo answer: not in these documents")
    assert second.startswith(f"{tungsten}\nNo answer: not in these documents")
    assert nearest.startswith("Nearest passages:\n")


def timeless(said: str) -> str:
    """What was said, without how long it took."""
    return re.sub(r"\d+ ms", "", said)


def read(descriptor: int) -> bytes:
    """What comes next; nothing when the other side has closed."""
    try:
        return os.read(descriptor, 1024)
    except OSError:
        return b""


def test_a_model_cuts_a_question_into_steps(samples):
    question = "When did the man who gave prompt injection its name give it?"
    steps = f"1. {NAMED}\n2. When did #1 give prompt injection its name?"
    with ScriptedServer(steps) as server:
        settings = {"RAG_GENERATOR": f"openai:{server.url}#scripted"}
        said = rag(samples, "ask", question, "--steps", **settings)
        assert len(server.calls) == 1
    last = "When did Simon Willison give prompt injection its name?"
    assert said.out.startswith(f"{last}\nSeptember 2022 [1]\n\n{NAMED}\nSimon Willison [2]\n\n  [1] ")
