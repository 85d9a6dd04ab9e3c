"""Boxes on PDF pages: they hold the words of a span, all of them and nothing else, or are not there."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium
import pytest

from ingest.readers.pdf import PdfReader, opened
from ingest.readers.pdf_boxes import Box, Marked, boxes_of
from ingest.readers.pdf_letters import letters_of
from ingest.readers.pdf_page import opened_page
from rag.types import Document
from tests.readers.made_pdf import Text, content, file, pdf, prose, stream

SAMPLE = Path(__file__).parents[2] / "ingest" / "samples" / "documents" / "attention-and-transformers.pdf"
FINE = 1 << 20


def under(page: Any, text_page: Any, box: Box) -> str:
    """The text that the library itself finds in a box."""
    corners = []
    for x, y in ((box.x0, box.y0), (box.x1, box.y1)):
        across, up = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDF_DeviceToPage(page.raw, 0, 0, FINE, FINE, 0, round(x * FINE), round(y * FINE), across, up)
        corners.append((across.value, up.value))
    (left, right), (bottom, top) = (sorted(values) for values in zip(*corners, strict=True))
    edges = (left - 0.05, top, right + 0.05, bottom)
    count = pdfium.FPDFText_GetBoundedText(text_page.raw, *edges, None, 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetBoundedText(text_page.raw, *edges, buffer, count)
    return bytes(buffer)[: 2 * count].decode("utf-16-le", "replace").rstrip("\0")


class Opened:
    """A PDF with its canonical text: which boxes a span gets, and what stands in them."""

    def __init__(self, data: bytes) -> None:
        self.document: Document = PdfReader().read(data, "made.pdf")
        self._data = data

    def marked(self, number: int, start: int, end: int) -> tuple[Marked, str]:
        """Boxes for a span of the document on a page, and the letters in them without hyphens at line ends."""
        page = self.document.pages[number - 1]
        text = self.document.text[page.start : page.end]
        with opened(self._data, "made.pdf") as found:
            marked = boxes_of(found, number, text, max(start - page.start, 0), max(end - page.start, 0))
            with opened_page(found, number) as (shown, text_page):
                inside = [under(shown, text_page, box) for box in marked.boxes]
        return marked, letters("".join(inside))

    def quote(self, quote: str, number: int = 1) -> tuple[Marked, str]:
        start = self.document.text.index(quote)
        return self.marked(number, start, start + len(quote))

    def words(self) -> Iterator[tuple[int, int, int]]:
        """Some sixty words of each page: its number, where they start and end."""
        for page in self.document.pages:
            found = list(re.finditer(r"\S+", self.document.text[page.start : page.end]))
            for word in found[:: 1 + len(found) // 60]:
                yield page.number, page.start + word.start(), page.start + word.end()


def letters(text: str) -> str:
    return re.sub(r"[-•|\\]", "", letters_of(text).text)


def in_columns() -> list[Text]:
    left, right = prose(1, 20, x=60, width=6), prose(2, 20, x=330, width=6)
    return [text for pair in zip(left, right, strict=True) for text in pair]


def in_table() -> list[Text]:
    rows = [("Name", "Size", "Remark"), ("apple", "10", "red and"), ("plum", "7", "blue"), ("melon", "30", "green")]
    cells = [
        (10.0, 72 + 120.0 * at, 500 - 26.0 * row, text) for row, line in enumerate(rows) for at, text in enumerate(line)
    ]
    return [*prose(1, 6), *cells, (10.0, 312, 463, "rather round"), *prose(2, 6, top=370)]


MADE = {
    "prose": pdf(prose(1, 20)),
    "columns": pdf(in_columns()),
    "table": pdf(in_table()),
    "list": pdf([*prose(3, 4), (10, 72, 600, "• one that goes"), (10, 80, 588, "on below"), (10, 72, 576, "• two")]),
    "running heads": pdf(*[[(8.0, 72, 760, "A Book"), *prose(n, 10), (8.0, 300, 40, f"Page {n}")] for n in range(5)]),
    "over the page": pdf([*prose(1, 20)], [(10, 72, 700, "and so it went on to the end."), (10, 72, 660, "Next.")]),
    "cropped": pdf(prose(1, 9), page=b"/CropBox [50 500 500 750]"),
    "turned": pdf(prose(1, 9), page=b"/Rotate 90"),
    "turned and cropped": pdf(prose(1, 9), page=b"/CropBox [50 500 500 750] /Rotate 270"),
    "stamped": pdf(content([(10, 30, 300, "Stamped aslant")], matrix=b"0 1 -1 0") + content(prose(1, 10))),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_the_box_of_a_word_holds_that_word(name: str) -> None:
    made = Opened(MADE[name])
    for number, start, end in made.words():
        word = letters(made.document.text[start:end])
        marked, inside = made.marked(number, start, end)
        assert inside == word.replace("---", ""), f"{word} on page {number}"
        assert marked.missing == 0


def test_the_sentences_of_the_sample_are_held_exactly() -> None:
    sample = Opened(SAMPLE.read_bytes())
    for page in sample.document.pages:
        for sentence in re.finditer(r"[^.|\n]{20,}\.", sample.document.text[page.start : page.end]):
            start, end = page.start + sentence.start(), page.start + sentence.end()
            marked, inside = sample.marked(page.number, start, end)
            assert inside == letters(sentence.group())
            assert marked.missing == 0


def test_a_quote_has_one_box_for_each_line_and_a_broken_word_two() -> None:
    made = Opened(pdf([(10, 72, 700, "A docu-"), (10, 72, 688, "ment about self-"), (10, 72, 676, "evident things.")]))
    assert len(made.quote("A document about")[0].boxes) == 2
    assert len(made.quote("document")[0].boxes) == 2
    assert made.quote("selfevident things")[1] == "selfevidentthings"


def test_what_comes_again_and_again_is_boxed_in_its_own_place() -> None:
    lines: list[Text] = [(10.0, 72, 700.0 - 20 * at, "the same line, again and again") for at in range(9)]
    made = Opened(pdf(lines))
    starts = [found.start() for found in re.finditer("same", made.document.text)]
    tops = [made.marked(1, start, start + 4)[0].boxes[0].y0 * 792 for start in starts]
    assert [round(top) for top in tops] == [round(tops[0]) + 20 * at for at in range(9)]


def test_a_footnote_that_the_text_has_earlier_is_found_where_it_stands() -> None:
    note: list[Text] = [(7.0, 72, 60, "1 A note in small letters, at the foot of the page.")]
    cut = [*prose(1, 20), (10.0, 72, 460, "and this sentence is cut by the page, whose")]
    made = Opened(pdf([*cut, *note], [(10, 72, 700, "rest stands on the next one."), *prose(2, 8, top=650)]))
    text = made.document.text
    assert text.index("1 A note") < text.index("w1x3"), "the reader moves it"
    assert made.quote("1 A note in small letters")[0].boxes[0].y0 > 0.9
    assert made.quote("rest stands on the next one.", 2)[1] == "reststandsonthenextone."


def test_words_that_the_page_does_not_have_get_no_box() -> None:
    with opened(MADE["prose"], "made.pdf") as found:
        nothing = boxes_of(found, 1, "Entirely other words stand here instead.", 0, 40)
        assert (nothing.boxes, nothing.words, nothing.missing) == ((), 6, 6)
        text = PdfReader().read(MADE["prose"], "made.pdf").text.replace("lazy", "busy", 1)
        some = boxes_of(found, 1, text, text.index("busy"), text.index("busy") + 8)
        assert (some.words, some.missing) == (2, 1)


def test_a_word_is_never_put_together_from_letters_here_and_there() -> None:
    with opened(pdf([(10, 72, 700, "t h e r e and t-e-n cats")]), "made.pdf") as found:
        assert boxes_of(found, 1, "ten cats", 0, 3).missing == 1


def with_odd_characters() -> bytes:
    """A page that writes "before it", then in a font that calls A an emoji, B the ligature fi, C e + accent, D 漢."""
    codes = {b"A": b"D83DDE00", b"B": b"FB01", b"C": b"00650301", b"D": b"6F22"}
    mapped = b"\n".join(b"<%02X> <%s>" % (code[0], spelled) for code, spelled in codes.items())
    cmap = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /X def\n"
    cmap += b"1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%s\nendbfchar\n" % (len(codes), mapped)
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
    odd = content([(10, 72, 680, "xAx Bn CD")], b"U")
    return file(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            page + b" /Resources <</Font <</F1 5 0 R /U 6 0 R>>>>>>",
            stream(content([(10, 72, 700, "before it")]) + odd + content(prose(1, 3, top=660))),
            font + b">>",
            font + b" /ToUnicode 7 0 R>>",
            stream(cmap + b"endcmap end end"),
        ]
    )


def test_ligatures_accents_and_characters_beyond_16_bits() -> None:
    made = Opened(with_odd_characters())
    emoji = made.document.text.index("\N{GRINNING FACE}")
    (box,) = made.marked(1, emoji, emoji + 1)[0].boxes
    assert 72 < box.x0 * 612 < box.x1 * 612 < 90
    for word in ("fin", "\u00e9\u6f22"):
        marked, _ = made.quote(word)
        assert (len(marked.boxes), marked.missing) == (1, 0)
