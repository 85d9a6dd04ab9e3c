"""The PDF reader: order, paragraphs, tables, pages and metadata; broken, encrypted and hostile files are refused."""

from __future__ import annotations

import time
import zlib
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.pdf import PdfReader
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document
from tests.readers.made_pdf import WORDS, Text, content, file, pdf, prose, stream

IMAGE = b"q 500 0 0 700 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"


def read(data: bytes) -> Document:
    return PdfReader().read(data, "file.pdf")


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def on_page(document: Document, number: int) -> str:
    found = next(page for page in document.pages if page.number == number)
    return document.text[found.start : found.end].strip()


def test_lines_become_paragraphs_and_hyphens_are_undone() -> None:
    document = read(
        pdf([(10, 72, 700, "A docu-"), (10, 72, 688, "ment about self-"), (10, 72, 676, "evident self-evident things."),
             (10, 72, 650, "Another paragraph.")])
    )  # fmt: skip
    assert blocks(document) == [
        ("paragraph", "A document about self-evident self-evident things."),
        ("paragraph", "Another paragraph."),
    ]


def test_columns_are_read_one_after_the_other_below_a_title() -> None:
    left, right = prose(1, 30, x=60, width=6), prose(2, 30, x=330, width=6)
    mixed = [text for pair in zip(left, right, strict=True) for text in pair]
    text = read(pdf([(20, 60, 740, "A title across both of the columns here"), *mixed])).text
    assert text.startswith("A title across")
    assert text.index("w1x29") < text.index("w2x0")


def test_headings_are_known_by_size_and_weight() -> None:
    bold = content([(10, 72, 500, "1.1 Details")], b"B")
    document = read(pdf(content([(18, 72, 740, "Chapter"), *prose(1, 10)]) + bold + content(prose(2, 5, top=480))))
    assert [(b.kind, b.level) for b in document.blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_tables_are_known_by_their_columns() -> None:
    rows = [("Name", "Size", "Colour"), ("apple", "10", "red"), ("plum", "7", "blue"), ("melon", "30", "green")]
    cells = [
        (10.0, 72 + 120.0 * at, 500 - 14.0 * row, text) for row, line in enumerate(rows) for at, text in enumerate(line)
    ]
    document = read(pdf([*prose(1, 6), *cells, *prose(2, 6, top=400)]))
    assert ("table", "| Name | Size | Colour |\n| --- | --- | --- |\n| apple | 10 | red |\n| plum | 7 | blue |\n"
            "| melon | 30 | green |") in blocks(document)  # fmt: skip


def test_bullets_become_a_list() -> None:
    document = read(pdf([(10, 72, 700, "• one item that goes"), (10, 80, 688, "on below"), (10, 72, 676, "• two")]))
    assert blocks(document) == [("list", "- one item that goes on below\n- two")]


def test_code_keeps_lines_and_indents() -> None:
    code = content([(10, 72, 560, "def f():"), (10, 96, 548, "return 1")], b"M")
    document = read(pdf(content(prose(1, 10)) + code + content(prose(2, 5, top=500))))
    assert ("code", "def f():\n    return 1") in blocks(document)


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [
        [(8.0, 72, 760, "The Book of Tests"), *prose(n, 20), (8.0, 300, 40, f"Page {n + 1} of 6")] for n in range(6)
    ]
    text = read(pdf(*pages)).text
    assert "Book of Tests" not in text
    assert "Page" not in text
    assert all(f"w{n}x19" in text for n in range(6))


def test_pages_are_known_for_every_character() -> None:
    document = read(pdf([(10, 72, 700, "First page ends.")], b"", [(10, 72, 700, "Third page.")]))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert on_page(document, 1) == "First page ends."
    assert on_page(document, 2) == ""
    assert on_page(document, 3) == "Third page."
    assert document.pages[-1].end == len(document.text)


def test_a_paragraph_runs_on_over_the_page_and_each_part_keeps_its_page() -> None:
    document = read(pdf([*prose(1, 20)], [(10, 72, 700, "and so it went on to the end."), (10, 72, 660, "Next.")]))
    assert blocks(document)[0][1].endswith("and so it went on to the end.")
    assert on_page(document, 2) == "and so it went on to the end.\n\nNext."


@pytest.mark.parametrize(
    ("matrix", "rotate", "place"),
    [
        (b"0 1 -1 0", b"/Rotate 90", lambda x, y: (792 - y, x)),
        (b"0 -1 1 0", b"", lambda x, y: (y, 700 - x)),
        (b"-1 0 0 -1", b"", lambda x, y: (600 - x, 792 - y)),
    ],
    ids=["turned page", "clockwise", "upside down"],
)
def test_turned_pages_are_read_upright(matrix: bytes, rotate: bytes, place: object) -> None:
    turned = [(size, *place(x, y), text) for size, x, y, text in prose(1, 8, width=5)]
    text = read(pdf(content(turned, matrix=matrix), page=rotate)).text
    assert [text.index(f"w1x{line}") for line in range(8)] == sorted(text.index(f"w1x{line}") for line in range(8))


def test_text_at_another_angle_stands_apart() -> None:
    stamp = content([(10, 30, 300, "Stamped in the margin")], matrix=b"0 1 -1 0")
    document = read(pdf(stamp + content(prose(1, 10))))
    assert blocks(document)[-1] == ("paragraph", "Stamped in the margin")


def test_metadata() -> None:
    info = (
        b"<</Title (On Tests) /Author (Ann; Bob) /CreationDate (D:20200102030405+01'30') /ModDate (junk) /Subject (S)>>"
    )
    document = read(pdf(prose(1, 3), info=info))
    assert document.title == "On Tests"
    assert document.authors == ("Ann", "Bob")
    assert document.created == datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=1, minutes=30)))
    assert document.modified is None
    assert document.metadata == {"subject": "S"}


def test_scans_are_named_and_a_whole_scan_is_an_empty_extraction() -> None:
    document = read(pdf(prose(1, 5), IMAGE, IMAGE + content([(8, 50, 50, "3")]), prose(2, 5)))
    assert document.warnings[0].startswith(("no text on pages 2-3", "no text was recognised on pages 2-3"))
    with pytest.raises(EmptyExtraction, match="2 pages"):
        read(pdf(IMAGE, IMAGE))
    with pytest.raises(EmptyExtraction):
        read(pdf(b""))


def test_a_few_words_are_enough() -> None:
    assert read(pdf([(12, 72, 700, "Hello")])).text == "Hello"


def encrypted() -> bytes:
    protect = b"<</Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s>>>" % (b"41" * 32, b"42" * 32)
    plain = pdf(prose(1, 3))
    body = plain[: plain.rindex(b"xref\n0")]
    return body + b"99 0 obj\n%s\nendobj\ntrailer <</Root 1 0 R /Encrypt 99 0 R /ID [<01><01>] /Size 100>>\n" % protect


def test_an_encrypted_file_is_named_as_such() -> None:
    with pytest.raises(ReadError, match="encrypted"):
        read(encrypted())


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"PK\x03\x04" + bytes(100), b"%PDF-1.4\ntrailer <</Root 1 0 R>>", b"no pdf at all" * 100],
    ids=["empty", "header only", "misnamed", "no objects", "text"],
)
def test_what_is_no_pdf_is_a_read_error(data: bytes) -> None:
    with pytest.raises(ReadError):
        read(data)


def test_a_broken_cross_reference_is_repaired_or_refused() -> None:
    whole = pdf(prose(1, 5))
    assert "w1x4" in read(whole.replace(b"startxref\n", b"startxref\n9")).text
    with suppress(ReadError):
        read(whole[: len(whole) // 2])


def test_cyclic_page_trees_end() -> None:
    catalog = b"<</Type /Catalog /Pages 2 0 R>>"
    with pytest.raises(ReadError):
        read(file([catalog, b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 5>>"]))
    with pytest.raises(ReadError):
        read(file([catalog, b"<</Type /Pages /Kids [] /Count 2000000000>>"]))


def test_a_page_tree_that_multiplies_itself_is_refused() -> None:
    depth = 20
    nodes = [
        b"<</Type /Pages /Kids [%d 0 R %d 0 R] /Count %d>>" % (at + 3, at + 3, 2 ** (depth - at)) for at in range(depth)
    ]
    page = b"<</Type /Page /MediaBox [0 0 9 9]>>"
    with pytest.raises(ReadError):
        read(file([b"<</Type /Catalog /Pages 2 0 R>>", *nodes, page]))


def test_nested_compression_and_endless_content_end_soon() -> None:
    bomb = bytes(50 << 20)
    for _ in range(3):
        bomb = zlib.compress(bomb, 9)
    filters = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>"
    tree = [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", page]
    begun = time.process_time()
    for hostile in (stream(bomb, filters), stream(b"BI /W 1 ID " + b"x" * 100_000), stream(b"q " * 500_000)):
        with suppress(ReadError):
            read(file([*tree, hostile]))
    assert time.process_time() - begun < 10


def test_a_page_full_of_marks_takes_bounded_time() -> None:
    marks = [(5.0, (7 * at) % 600, (13 * at) % 780, "x") for at in range(8000)]
    begun = time.process_time()
    read(pdf(marks))
    assert time.process_time() - begun < 8


PLACE = st.floats(-1e5, 1e5)
SAMPLE = pdf([(18, 72, 740, "Head"), *prose(1, 4)], prose(2, 3), info=b"<</Title (T)>>")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=4), st.booleans())
def test_a_mutated_file_is_read_or_refused(place: int, new: bytes, is_cut: bool) -> None:
    with suppress(ReadError):
        read(SAMPLE[:place] + (b"" if is_cut else new + SAMPLE[place + len(new) :]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1, 200), PLACE, PLACE, st.sampled_from([*WORDS, "•", "-", "1.", " "])), max_size=30)
)
def test_text_anywhere_is_read_and_stays_within_its_pages(texts: list[Text]) -> None:
    with suppress(EmptyExtraction):
        document = read(pdf(texts, prose(1, 2)))
        assert document.pages[0].start == 0
        assert document.pages[-1].end == len(document.text)
        assert all(0 <= page.start <= page.end <= len(document.text) for page in document.pages)
