"""Sourcebound as a library: five lines from a folder to an answer, with what the other doors use."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import rag
from rag import Sourcebound
from rag.errors import InvalidRequest, NotFound
from rag.serialize import answer_json

ROOT = Path(__file__).resolve().parents[1]
GARDEN = "# The shed\n\nThe key of the shed hangs behind the kitchen door.\n"


@pytest.fixture(scope="module")
def manuals(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here") / "manuals"
    folder.mkdir()
    (folder / "shed.md").write_text(GARDEN)
    (folder / "warranty.md").write_text("# Warranty\n\nThe warranty of the mower lasts 24 months from the purchase.\n")
    return folder


@pytest.fixture(scope="module")
def documents(tmp_path_factory, manuals):
    with Sourcebound(tmp_path_factory.mktemp("data")) as documents:
        assert documents.add(manuals).added == 2
        yield documents


def test_the_five_lines_of_the_page_run(manuals):
    """As they are printed, in a fresh interpreter beside a folder of that name."""
    page = (ROOT / "docs" / "doors.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(from rag import Sourcebound\n.*?)```", page, re.DOTALL)
    assert len(program.splitlines()) <= 7
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=manuals.parent
    )
    assert done.returncode == 0, done.stderr
    assert "24 months" in done.stdout


def test_what_comes_is_found_and_what_goes_is_not(documents, tmp_path):
    (tmp_path / "harbour.md").write_text("# Harbour\n\nThe harbour master of Wismar is Ingeborg Thielemann.\n")
    report = documents.add(tmp_path / "harbour.md")
    assert (report.added, report.failed) == (1, 0)
    answer = documents.ask("Who is the harbour master of Wismar?")
    assert "Thielemann" in answer.text
    for citation in answer.citations:
        text = documents.text(citation.document_id, citation.version)
        assert text[citation.start : citation.end] == citation.quote
    (hit, *_) = documents.search("harbour master")
    assert documents.document(hit.document_id).title == "Harbour"
    assert documents.delete(hit.uri)
    assert not documents.delete(hit.uri)
    assert "Thielemann" not in str(documents.search("Who is the harbour master of Wismar?"))
    with pytest.raises(NotFound):
        documents.text(hit.document_id)


def test_it_answers_as_the_service_does(documents):
    from rag.compose import open_service

    question = "Where does the key of the shed hang?"
    with open_service(documents.settings) as service:
        expected, given = answer_json(service.ask(question)), answer_json(documents.ask(question))
    assert expected | {"timings_ms": 0} == given | {"timings_ms": 0}
    assert documents.ask("Who won the chess championship of 1894?").abstained


def test_what_names_nothing_is_refused(documents):
    with pytest.raises(InvalidRequest):
        documents.add("no-such-folder")
    with pytest.raises(AttributeError):
        getattr(rag, "Nothing")  # noqa: B009 (mypy would say so too)
