"""The sample documents are read, in every format, and the gold file says of them what is true."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import ingest
from ingest.magic import EPUB, PICTURES, PPTX, XLSX
from ingest.mail_kind import MAIL, MBOX
from ingest.readers.programming import MEDIA_TYPES as PROGRAMMING
from ingest.readers.registry import media_types, reader_for
from ingest.sniff import media_type
from rag.evaluate.gold import GoldQuestion, read_gold
from rag.types import Document

SAMPLES = Path(ingest.__file__).parent / "samples"
DOCUMENTS = sorted(path.name for path in (SAMPLES / "documents").iterdir() if path.is_file())
GOLD = read_gold(SAMPLES / "gold.jsonl")
ANSWERABLE = [question for question in GOLD if question.answerable]
NEAR = 200
BUILT_IN_TESTS = {XLSX, PPTX, EPUB, MAIL, MBOX, *PICTURES}
"""Formats without a shipped sample: tests/readers builds their files."""


@cache
def read(name: str) -> Document:
    data = (SAMPLES / "documents" / name).read_bytes()
    return reader_for(media_type(data, name)).read(data, name)


def squeezed(text: str) -> str:
    """Without white space: readers may break lines where they like."""
    return re.sub(r"\s+", "", text)


def found_in(answer: str, question: GoldQuestion) -> bool:
    """Whether the answer stands, word for word, in the document, and in the quote or close to it."""
    assert question.page
    assert question.quote
    whole = read(question.page).text
    text, quote = squeezed(whole), squeezed(question.quote)
    start = text.index(quote)
    near = text[max(0, start - NEAR) : start + len(quote) + NEAR]
    return squeezed(answer) in near and answer in " ".join(whole.split())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_is_read_without_complaint(name: str) -> None:
    document = read(name)
    assert len(document.text) > 1000
    assert document.warnings == ()


def test_every_format_has_a_sample() -> None:
    found = {read(name).media_type for name in DOCUMENTS}
    assert set(media_types()) - set(PROGRAMMING) - BUILT_IN_TESTS <= found
    assert not BUILT_IN_TESTS & found
    assert found & set(PROGRAMMING)


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith((".html", ".md", ".pdf", ".docx"))])
def test_says_what_it_is_who_wrote_it_and_when(name: str) -> None:
    document = read(name)
    assert document.title
    assert document.authors == ("Sourcebound contributors",)
    written = document.created or document.modified
    assert written is not None
    assert written.date().isoformat() == "2026-11-21"


@pytest.mark.parametrize("name", ["how-language-models-work.html", "vector-search.html"])
def test_html_keeps_the_article_only(name: str) -> None:
    document = read(name)
    assert {"heading", "paragraph", "code", "table"} <= {block.kind for block in document.blocks}
    assert "Footer:" not in document.text
    assert "nothing of this script" not in document.text
    assert "Next: evaluation" not in document.text


def test_pdf_has_pages_and_docx_has_structure() -> None:
    assert len(read("attention-and-transformers.pdf").pages) >= 3
    kinds = {block.kind for block in read("training-and-distillation.docx").blocks}
    assert {"heading", "paragraph", "list", "table"} <= kinds


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question.id)
def test_quote_and_answers_stand_in_the_document(question: GoldQuestion) -> None:
    assert question.page in DOCUMENTS
    assert question.quote
    assert squeezed(question.quote) in squeezed(read(question.page).text)
    assert set(question.also_pages) <= set(DOCUMENTS)
    assert [answer for answer in question.answers if not found_in(answer, question)] == []


def test_a_third_is_unanswerable() -> None:
    unanswerable = [question for question in GOLD if not question.answerable]
    assert len(GOLD) >= 60
    assert len(unanswerable) * 3 >= len(GOLD)
    assert all(question.page is None and question.quote is None for question in unanswerable)


def test_every_kind_and_every_document_is_asked_about() -> None:
    assert {question.kind for question in GOLD} == {"fact", "howto", "paraphrase", "table", "unanswerable"}
    assert {question.page for question in ANSWERABLE} == set(DOCUMENTS)


def test_two_other_languages_are_asked_in() -> None:
    chinese = [question for question in GOLD if re.search(r"[\u4e00-\u9fff]", question.question)]
    german = [question for question in ANSWERABLE if question.page == "kleine-sprachmodelle.txt"]
    assert len(chinese) >= 2
    assert len(german) >= 2


def test_python_sample_ranks_the_reader_first() -> None:
    script = SAMPLES / "documents" / "bm25.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[0].endswith("A bookworm is a person who reads a great many books.")
