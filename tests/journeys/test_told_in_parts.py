"""Several questions at once, and a question in steps, by the command line: each answered apart below its question."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from tests.journeys.command_line import rag
from tests.models.scripted_server import ScriptedServer

NAMED = "Who gave prompt injection its name?"
ENTRIES = "How many entries are in the vocabulary of gpt-2?"
UNKNOWN = "Which judge decided Mata v. Avianca?"
TOLD = f"{NAMED}\nSimon Willison [1]\n\n{ENTRIES}\n50,257 [2]\n\n  [1] prompt-injection.txt, "
UNANSWERED = f"\n{UNKNOWN} not in these documents: "


def test_each_question_has_its_answer_and_what_has_none_is_said(samples):
    said = rag(samples, "ask", f"{NAMED} {ENTRIES} {UNKNOWN}")
    assert said.out.startswith(TOLD)
    assert "  [2] tokens-and-tokenizers.md, " in said.out
    assert UNANSWERED in said.out


def test_on_a_terminal_it_reads_the_same(samples):
    ours, theirs = pty.openpty()
    command = (sys.executable, "-c", "from ingest.cli import main; main()", "ask", f"{NAMED} {ENTRIES} {UNKNOWN}")
    with subprocess.Popen([*command, "--data", str(samples)], stdout=theirs) as process:
        os.close(theirs)
        heard = b"".join(iter(lambda: read(ours), b"")).decode().replace("\r\n", "\n")
    os.close(ours)
    assert process.returncode == 0
    assert heard.startswith(TOLD)
    assert UNANSWERED in heard


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
