"""The EPUB reader: the spine's order, what the book says of itself; locks, bombs, entities and damage are refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.magic import EPUB, binary_kind
from ingest.readers.epub import EpubReader
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document
from tests.readers.office import ENTITIES, damaged, pack

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
LOCK = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData><e:CipherReference URI="{}"/>
</e:CipherData></e:EncryptedData></encryption>"""
XHTML = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'


def opf(parts: dict[str, str], spine: str = "") -> str:
    """The package document; ``spine`` is given as ids where it is not all parts in turn."""
    items = "".join(
        f'<item id="i{n}" href="{href}" media-type="application/xhtml+xml"{more}/>'
        for n, (href, more) in enumerate(parts.items())
    )
    order = spine.split() or [f"i{n}" for n in range(len(parts))]
    references = "".join(f'<itemref idref="{item}"/>' for item in order)
    return f"""<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The <i>Tides</i></dc:title>
<dc:creator>Ann Ex</dc:creator><dc:creator>Bob Why</dc:creator>
<dc:language>en-GB</dc:language><dc:date>1901-02-03</dc:date>
<dc:publisher>Harbour</dc:publisher></metadata>
<manifest>{items}</manifest><spine>{references}</spine></package>"""


def book(*chapters: str, spine: str = "", more: dict[str, str] | None = None) -> dict[str, str | bytes]:
    """The parts of a book: a table of contents, then each chapter as the content of its body."""
    names = [f"text/part%20{number}.xhtml" for number in range(1, len(chapters) + 1)]
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": opf({"nav.xhtml": ' properties="nav"', **dict.fromkeys(names, "")}, spine),
        "OEBPS/nav.xhtml": XHTML.format("<p>Contents of the book</p>"),
        **{
            f"OEBPS/{name.replace('%20', ' ')}": XHTML.format(chapter)
            for name, chapter in zip(names, chapters, strict=True)
        },
        **(more or {}),
    }


def read(*chapters: str, spine: str = "", more: dict[str, str] | None = None) -> Document:
    return EpubReader().read(pack(book(*chapters, spine=spine, more=more)), "book.epub")


ONE, TWO = "<h1>One</h1><p>The moon <b>pulls</b>.</p>", "<h1>Two</h1><table><tr><th>a</th><th>b</th></tr></table>"


def test_parts_come_in_the_order_of_the_spine() -> None:
    document = read(ONE, TWO, spine="i0 i2 i1 i1 i9")
    assert document.text == "Two\n\n| a | b |\n| --- | --- |\n\nOne\n\nThe moon pulls."
    assert [block.kind for block in document.blocks] == ["heading", "table", "heading", "paragraph"]
    assert all(document.text[block.start : block.end].strip() for block in document.blocks)


def test_what_the_book_says_of_itself_is_kept() -> None:
    document = read(ONE)
    assert (document.title, document.authors, document.language) == ("The Tides", ("Ann Ex", "Bob Why"), "en")
    assert document.created is not None
    assert document.created.year == 1901
    assert document.metadata == {"publisher": "Harbour"}


def test_a_cover_is_passed_over_and_a_missing_part_told() -> None:
    parts = book("<img src='cover.jpg'/>", ONE, TWO)
    del parts["OEBPS/text/part 3.xhtml"]
    document = EpubReader().read(pack(parts), "book.epub")
    assert document.text.startswith("One")
    assert document.warnings == ("OEBPS/text/part 3.xhtml is missing in the book",)


def test_locked_text_is_refused_and_a_locked_font_is_not() -> None:
    lock = "META-INF/encryption.xml"
    assert read(ONE, more={lock: LOCK.format("OEBPS/fonts/a.otf")}).text
    with pytest.raises(ReadError, match="copy protection"):
        read(ONE, more={lock: LOCK.format("OEBPS/text/part%201.xhtml")})


def test_a_path_leads_nowhere_outside() -> None:
    parts = {**book(ONE), "OEBPS/book.opf": opf({"../../../../etc/hostname": "", "text/part%201.xhtml": ""})}
    document = EpubReader().read(pack(parts), "book.epub")
    assert document.text == "One\n\nThe moon pulls."
    assert document.warnings == ("etc/hostname is missing in the book",)


def test_entities_of_a_chapter_are_not_expanded() -> None:
    evil = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>A &x; b</p></body></html>'
    assert "&x;" in EpubReader().read(pack({**book(ONE), "OEBPS/text/part 1.xhtml": evil}), "book.epub").text


def test_bombs_are_refused_by_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.package.TOTAL_LIMIT", 2 << 20)
    bomb = pack(book(*["x" * (1 << 20)] * 3))
    assert len(bomb) < 1 << 20
    with pytest.raises(ReadError, match="unpacks to more than 2 MB"):
        EpubReader().read(bomb, "bomb.epub")


HOSTILE = {
    **damaged(book(ONE), "META-INF/container.xml"),
    **{f"package: {what}": data for what, data in damaged(book(ONE), "OEBPS/book.opf").items()},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_whole_book_is_a_read_error(what: str) -> None:
    with pytest.raises(ReadError, match="declares a document type" if what.endswith(ENTITIES) else None):
        EpubReader().read(HOSTILE[what], "file.epub")


def test_a_book_of_pictures_is_an_empty_extraction() -> None:
    with pytest.raises(EmptyExtraction):
        read("<img src='a.png'/>")


def test_it_is_known_by_its_content() -> None:
    whole = pack(book(ONE))
    assert binary_kind(whole) == EPUB
    assert binary_kind(whole[:-200]) == EPUB


MAIN = opf({"text/part%201.xhtml": ""}).encode()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(MAIN) - 1), st.sampled_from([b"<", b'"', b"0", b"/", b"\xff", b""]))
def test_a_mutated_package_is_read_or_refused(place: int, new: bytes) -> None:
    parts = {**book(ONE), "OEBPS/book.opf": MAIN[:place] + new + MAIN[place + 1 :]}
    with suppress(ReadError):
        EpubReader().read(pack(parts), "mutated.epub")
