"""Plain text: lines are unwrapped where they were wrapped, and only there."""

from __future__ import annotations

import pytest

from ingest.readers.plain import PlainReader
from rag.errors import EmptyExtraction
from rag.types import Document

WRAPPED = """\
The tides are the rise and fall of the sea that the moon and, to a lesser
degree, the sun bring about. Most coasts see two high and two low waters a
day, which come fifty minutes later each day, as the moon does. A well-
known table lists them.
"""


def read(text: str | bytes) -> Document:
    return PlainReader().read(text.encode() if isinstance(text, str) else text, "notes.txt")


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_wrapped_lines_become_one_paragraph_and_cut_words_close():
    document = read(WRAPPED)
    assert document.text.count("\n") == 0
    assert "A well-known table" in document.text


def test_short_lines_of_a_poem_or_address_stay():
    assert read(f"{WRAPPED}\nAnna Berg\nSea Road 1\nHarwich\n").text.endswith("Anna Berg\nSea Road 1\nHarwich")


@pytest.mark.parametrize(
    ("source", "heading", "level"),
    [
        ("Tides\n=====", "Tides", 1),
        ("Causes\n------", "Causes", 2),
        ("======\nTitle\n======", "Title", 1),
        ("Chapter IV", "Chapter IV", 1),
        ("THE MOON AND THE SEA", "THE MOON AND THE SEA", 2),
        ("2.3 Spring tides", "2.3 Spring tides", 2),
    ],
)
def test_plain_headings(source, heading, level):
    document = read(f"{WRAPPED}\n{source}\n\n{WRAPPED}")
    assert [(block.kind, block.level) for block in document.blocks] == [
        ("paragraph", 0),
        ("heading", level),
        ("paragraph", 0),
    ]
    assert (("heading", heading)) in kinds(document)


@pytest.mark.parametrize(
    "line", ["He said no.", "STOP!", "1. A first point", "NASA and ESA agreed on it", "part of the sea"]
)
def test_lines_that_are_no_headings(line):
    assert all(kind != "heading" for kind, _ in kinds(read(f"{WRAPPED}\n{line}\n\n{WRAPPED}")))


def test_the_title_is_a_heading_at_the_beginning_only():
    assert read(f"Tides\n=====\n\n{WRAPPED}").title == "Tides"
    assert read(f"{WRAPPED}\n{WRAPPED}\n{WRAPPED}\n\nTides\n=====\n").title is None


def test_items_are_one_list_with_their_continuations():
    document = read(f"{WRAPPED}\nWe need:\n* a boat\n  with oars\n\n* a map\n\n  - of the coast\n\n{WRAPPED}")
    assert kinds(document)[1:3] == [
        ("paragraph", "We need:"),
        ("list", "* a boat with oars\n* a map\n  - of the coast"),
    ]


def test_columns_and_indented_code_stay_as_they_are():
    table = "high   02:10   4.1\nlow    08:25   0.9"
    code = "    for tide in tides:\n        print(tide)"
    document = read(f"{WRAPPED}\n{table}\n\n{WRAPPED}\n{code}\n")
    assert [text for kind, text in kinds(document) if kind == "code"] == [table, code]


def test_a_fenced_line_is_no_heading():
    document = read(f"{WRAPPED}\n-----------------\n$ tide --today x\n-----------------\n")
    assert kinds(document)[1] == ("code", "$ tide --today x")


def test_a_term_stays_above_its_indented_text():
    assert read(
        f"{WRAPPED}\nebb\n   The falling of the tide, as opposed to its rising, which is the flood.\n"
    ).text.endswith("ebb\nThe falling of the tide, as opposed to its rising, which is the flood.")


def test_language_and_damage_are_reported():
    document = read(WRAPPED.encode() + b"\xff\x00 caf\xc3\xa9 na\xc3\xafve \xc3\xa9t\xc3\xa9")
    assert document.language == "en"
    assert "\0" not in document.text
    assert len(document.warnings) == 2


def test_blank_text_says_so():
    with pytest.raises(EmptyExtraction):
        read(" \n\f\n\0")


@pytest.mark.parametrize("hostile", ["===\n" * 50_000, "word " * 1_000_000, "\t" * 500_000 + "x", "- x\n" * 100_000])
def test_hostile_lines_are_read(hostile):
    assert read(hostile).text
