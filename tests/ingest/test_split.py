"""Chunks: in order, without overlap, within the token limit, nothing left out, with what stands above as context."""

from __future__ import annotations

import time
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.reading import embedded_text
from ingest.split import split
from rag.embedders import open_tokenizer
from rag.settings import Settings
from rag.types import Block, Document

PIECES = (
    "alpha",
    "beta gamma",
    "internationalization",
    "aGVsbG8gd29ybGQ" * 9,
    "的",
    "中文分词很难。",
    "don't stop.",
    "e.g.",
    "😀",
)
PIECES += (
    "naïve",
    "((((",
    "====",
    "https://example.org/a/b?c=d",
    "\u200b",
    "q" * 99,
    "é" * 40,
    "x" * 130,
    "One. Two! ",
)


@cache
def tokenizer():
    return open_tokenizer(Settings())


def document(*blocks: tuple[str, str] | tuple[str, str, int], title: str | None = None) -> Document:
    """A document of (kind, text[, level]) blocks with blank lines between them."""
    text, found = "", []
    for kind, body, *level in blocks:
        found.append(Block(kind, len(text), len(text) + len(body), level[0] if level else int(kind == "heading")))
        text += f"{body}\n\n"
    return Document(text.rstrip("\n"), tuple(found), "text/plain", title=title)


def split_checked(made: Document, limit: int = 200):
    """The chunks, once it is sure that they are what everybody relies on."""
    chunks = split(made, tokenizer(), limit)
    for before, after in pairwise(chunks):
        assert before.end <= after.start
    covered = set()
    for chunk in chunks:
        assert 0 <= chunk.start < chunk.end <= len(made.text)
        covered.update(range(chunk.start, chunk.end))
    for block in made.blocks:
        if block.kind != "heading":
            assert all(made.text[n].isspace() for n in range(block.start, block.end) if n not in covered), block
    counts = tokenizer().count([embedded_text(made.text, chunk) for chunk in chunks]) if chunks else []
    assert max(counts, default=0) <= min(limit, 256)
    return chunks


bodies = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", " ", "", "\n", ". "])), min_size=1, max_size=60
)
texts = bodies.map(lambda parts: "".join(piece + gap for piece, gap in parts).strip()).filter(bool)
headings = st.tuples(st.just("heading"), texts.map(lambda text: " ".join(text.split())), st.integers(1, 4))
flowing = st.tuples(st.sampled_from(["paragraph", "list", "code"]), texts)
tables = st.builds(
    lambda cells, rows: (
        "table",
        "\n".join([f"| {cells} | b |", "| --- | --- |", *[f"| {cells} | {n} |" for n in range(rows)]]),
    ),
    st.sampled_from(["alpha", "beta gamma delta", "q" * 60]),
    st.integers(0, 40),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(headings, flowing, tables), min_size=1, max_size=8), st.sampled_from([16, 40, 200, 400]))
def test_any_document(blocks, limit):
    split_checked(document(*blocks, title="A title of some length"), limit)


def test_a_short_document_is_one_chunk_with_its_title_as_context():
    made = document(("paragraph", "It rains."), title="Weather")
    (chunk,) = split_checked(made)
    assert (made.text[chunk.start : chunk.end], chunk.context) == ("It rains.", "Weather")


def test_headings_above_are_context_and_headings_inside_are_text():
    made = document(
        ("heading", "Garden", 1),
        ("heading", "Trees", 2),
        ("paragraph", "Oaks grow slowly. " * 60),
        ("heading", "Herbs", 2),
        ("paragraph", "Mint spreads fast. " * 60),
        title="Handbook",
    )
    chunks = split_checked(made)
    assert made.text[chunks[0].start :].startswith("Garden")
    assert chunks[0].context == "Handbook"
    assert {chunk.context for chunk in chunks[1:] if "Oaks" in made.text[chunk.start : chunk.end]} == {
        "Handbook > Garden > Trees"
    }
    mint = [chunk for chunk in chunks if "Mint" in made.text[chunk.start : chunk.end]]
    assert made.text[mint[0].start :].startswith("Herbs")
    assert "Trees" not in mint[-1].context
    assert mint[-1].context == "Handbook > Garden > Herbs"


def test_small_sections_share_a_chunk_and_long_ones_are_divided_evenly():
    small = document(("heading", "A"), ("paragraph", "One."), ("heading", "B"), ("paragraph", "Two."))
    assert len(split_checked(small)) == 1
    long = document(*[("paragraph", "The tide comes in twice a day. " * 8) for _ in range(6)])
    counts = tokenizer().count([long.text[c.start : c.end] for c in split_checked(long)])
    assert min(counts) > max(counts) / 2


def test_a_heading_stays_with_what_it_heads():
    made = document(("paragraph", "word " * 120), ("heading", "Next"), ("paragraph", "other " * 120))
    for chunk in split_checked(made):
        assert not made.text[chunk.start : chunk.end].rstrip().endswith("Next")


def test_a_document_of_headings_alone_is_kept():
    made = document(*[("heading", f"Station number {number} of the northern line") for number in range(60)])
    chunks = split_checked(made)
    assert "".join(made.text[c.start : c.end] for c in chunks).count("Station") == 60


def test_a_table_repeats_its_header_in_the_context_of_what_continues_it():
    rows = [f"| part {number} | {number} euros |" for number in range(60)]
    made = document(("table", "\n".join(["| Article | Price |", "| --- | --- |", *rows])), title="Prices")
    first, *rest = split_checked(made)
    assert first.context == "Prices"
    assert rest
    assert {chunk.context for chunk in rest} == {"Prices\n| Article | Price |"}


def test_code_is_cut_between_lines():
    lines = [f"    value_{number} = compute(value_{number - 1})" for number in range(80)]
    made = document(("code", "\n".join(lines)))
    chunks = split_checked(made)
    assert len(chunks) > 3
    assert all(made.text[c.start : c.end].split("\n")[-1] in lines for c in chunks)


def test_text_without_spaces_is_cut_everywhere_it_must_be():
    made = document(("paragraph", "数据库保存文档的文本和向量" * 60))
    chunks = split_checked(made)
    assert sum(chunk.end - chunk.start for chunk in chunks) == len(made.text)


def test_long_titles_leave_room_for_the_text():
    made = document(("heading", "H " * 150), ("paragraph", "The point is here. " * 40), title="T " * 300)
    assert all(len(made.text[c.start : c.end]) > 40 for c in split_checked(made))


@pytest.mark.parametrize("piece", ["a", "(", ".", "中", "ab ", "x" * 150 + " "])
def test_a_long_text_takes_time_by_its_length_and_gives_bounded_chunks(piece):
    text = (piece * (150_000 // len(piece))).strip()
    started = time.process_time()
    chunks = split(Document(text, (Block("paragraph", 0, len(text)),), "text/plain"), tokenizer(), 200)
    assert time.process_time() - started < 4
    assert sum(chunk.end - chunk.start for chunk in chunks) >= len(text) - len(chunks) * 2
    assert max(chunk.end - chunk.start for chunk in chunks) < 25_000


def test_a_heading_too_long_to_stand_before_what_it_heads_is_left_to_the_context():
    heading, sentence = "Station " * 110, "tide " * 120
    split_checked(document(("heading", "Line", 1), ("heading", heading.strip(), 2), ("paragraph", sentence.strip())))


def test_a_repeated_table_header_counts_towards_the_limit():
    header = f"| {'price ' * 15}| {'name ' * 12}|"
    rows = [f"| {'rope ' * 70}| {'bell ' * 70}|" for _ in range(4)]
    made = document(("table", "\n".join([header, "| --- | --- |", *rows])), title="T " * 44)
    chunks = split_checked(made)
    assert sum(header in chunk.context for chunk in chunks) >= 4
