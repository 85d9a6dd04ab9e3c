"""The DOCX reader: structure, tracked changes, notes and tables; bombs, entities and damage are refused."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.docx import DocxReader
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

STYLES = """
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Outlined"><w:name w:val="Ω"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Source Code"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2)"/></w:lvl>
</w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>
"""
CORE = f"""<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>A report</dc:title><dc:creator>Ann Ex; Bob Why</dc:creator>
<dcterms:created>2020-01-02T03:04:05Z</dcterms:created><cp:keywords>alpha</cp:keywords></cp:coreProperties>"""


def relations(parts: dict[str, str]) -> str:
    links = "".join(f'<Relationship Id="r{role}" Type="{OFFICE}/{role}" Target="{at}"/>' for role, at in parts.items())
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def package(body: str, notes: str = "", core: str = "", document: bytes | None = None) -> bytes:
    """A DOCX file around the content of ``w:body``; ``document`` replaces the whole main part."""
    root = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    parts = {
        "_rels/.rels": relations({"officeDocument": "word/document.xml", "core-properties": "docProps/core.xml"}),
        "word/_rels/document.xml.rels": relations(
            {"styles": "styles.xml", "numbering": "numbering.xml", "footnotes": "/word/footnotes.xml"}
        ),
        "word/document.xml": document or f"<w:document {root}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {root}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {root}>{NUMBERING}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {root}>{notes}</w:footnotes>",
        "word/header1.xml": f"<w:hdr {root}>{p('Never shown')}</w:hdr>",
        **({"docProps/core.xml": core} if core else {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{text if text.startswith('<') else r(text)}</w:p>"


def styled(style: str, text: str) -> str:
    return p(text, f'<w:pStyle w:val="{style}"/>')


def item(text: str, list_id: int, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def read(body: str, **more: str) -> Document:
    return DocxReader().read(package(body, **more), "file.docx")


def blocks(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]


def test_headings_by_localized_style_inheritance_and_outline_level() -> None:
    document = read(styled("berschrift1", "One") + styled("Mine", "Two") + styled("Outlined", "Three") + p("Text."))
    assert blocks(document) == [
        ("heading", 1, "One"),
        ("heading", 1, "Two"),
        ("heading", 3, "Three"),
        ("paragraph", 0, "Text."),
    ]
    assert blocks(read(styled("Titre2", "Deux")))[0] == ("heading", 2, "Deux")


def test_a_style_based_on_itself_ends() -> None:
    assert read(styled("Loop", "Text.")).text == "Text."


def test_lists_carry_the_labels_that_readers_see() -> None:
    document = read(
        item("dot", 7) + item("three", 8) + item("first", 8, 1) + item("second", 8, 1) + item("four", 8) + p("End.")
    )
    assert blocks(document)[0] == ("list", 0, "- dot\n3. three\n  3.i) first\n  3.ii) second\n4. four")


def test_code_keeps_its_lines_together_and_contents_are_left_out() -> None:
    document = read(styled("TOC1", "One 1") + styled("C", "if x:") + styled("C", "    y()"))
    assert blocks(document) == [("code", 0, "if x:\n    y()")]


def test_insertions_stay_and_deletions_go() -> None:
    body = p(
        r("We ") + f"<w:ins>{r('now ')}</w:ins>" + "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        f"<w:moveFrom>{r('gone ')}</w:moveFrom>" + r("agree.")
    )
    assert read(body).text == "We now agree."


def test_a_deleted_paragraph_mark_joins_paragraphs() -> None:
    assert read(p("One ", "<w:rPr><w:del/></w:rPr>") + p("line.")).text == "One line."


def test_links_fields_tabs_breaks_and_hidden_text() -> None:
    body = p(
        f"<w:hyperlink>{r('link')}</w:hyperlink><w:r><w:tab/><w:t>after</w:t><w:br/><w:t>next</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r>"
    )
    assert read(body).text == "link after\nnextnon-stop"


def test_footnotes_follow_the_block_that_refers_to_them() -> None:
    notes = f'<w:footnote w:id="0" w:type="separator">{p("---")}</w:footnote>'
    notes += f'<w:footnote w:id="4">{p("Proof.")}</w:footnote>'
    document = read(p(r("Claim") + '<w:r><w:footnoteReference w:id="4"/></w:r>') + p("More."), notes=notes)
    assert document.text == "Claim[1]\n\n[1] Proof.\n\nMore."


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{p('Boxed.')}</w:txbxContent>"
    body = p(
        r("Before.") + f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert read(body).text == "Before.\n\nBoxed."


def test_tables_with_merged_and_deleted_cells() -> None:
    table = (
        row(cell("Kind", '<w:gridSpan w:val="2"/>'), cell("Size"))
        + row(cell("a", '<w:vMerge w:val="restart"/>'), cell("x|y"), cell("1"))
        + row(cell("", "<w:vMerge/>"), cell("z"), cell("2"))
        + f"<w:tr><w:trPr><w:del/></w:trPr>{cell('no')}{cell('no')}{cell('no')}</w:tr>"
    )
    document = read(f"<w:tbl>{table}</w:tbl>")
    assert blocks(document) == [
        ("table", 0, "| Kind |  | Size |\n| --- | --- | --- |\n| a | x\\|y | 1 |\n| a | z | 2 |")
    ]


def test_a_table_of_one_column_is_layout() -> None:
    document = read(f"<w:tbl>{row(cell('Only'))}{row(cell('text'))}</w:tbl>")
    assert [kind for kind, _, _ in blocks(document)] == ["paragraph", "paragraph"]


def test_a_table_inside_a_cell_is_text_of_that_cell() -> None:
    inner = f"<w:tbl>{row(cell('p'), cell('q'))}</w:tbl>"
    document = read(f"<w:tbl>{row(cell('a'), cell('b'))}{row(cell('c'), f'<w:tc>{inner}</w:tc>')}</w:tbl>")
    assert document.text.endswith("| c | p; q |")


def test_an_absurd_span_does_not_grow() -> None:
    wide = cell("a", '<w:gridSpan w:val="99999999"/>')
    document = read(f"<w:tbl>{row(wide, cell('b'))}{row(cell('c'))}</w:tbl>")
    assert len(document.text) < 5000


def test_properties_give_title_authors_and_dates() -> None:
    document = read(p("Text."), core=CORE)
    assert document.title == "A report"
    assert document.authors == ("Ann Ex", "Bob Why")
    assert document.created == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert document.metadata == {"keywords": "alpha"}
    assert read(styled("T", "Styled title") + p("x")).title == "Styled title"


def test_the_strict_variant_is_read() -> None:
    strict = f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{p("Strict.")}</w:body></w:document>'
    assert DocxReader().read(package("", document=strict.encode()), "s.docx").text == "Strict."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY x "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["file", "laughs", "remote"],
)
def test_document_types_and_entities_are_refused(doctype: str, encoding: str) -> None:
    body = f'<w:document xmlns:w="{W}"><w:body>{p("&x;")}</w:body></w:document>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{body}'
    with pytest.raises(ReadError, match="entities"):
        DocxReader().read(package("", document=text.encode(encoding)), "bomb.docx")


def test_a_bomb_is_refused_by_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.package.PART_LIMIT", 1 << 20)
    bomb = package(p("x" * (4 << 20)))
    assert len(bomb) < 1 << 20
    with pytest.raises(ReadError, match="unpacks to more than 1 MB"):
        DocxReader().read(bomb, "bomb.docx")


def test_a_size_stated_too_small_does_not_help_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.package.PART_LIMIT", 1 << 20)
    bomb = bytearray(package(p("x" * (4 << 20))))
    entry = bomb.rindex(b"word/document.xml") - 46
    bomb[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    with pytest.raises(ReadError):
        DocxReader().read(bytes(bomb), "bomb.docx")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 torn",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        package("")[:-200],
        package("", document=b"<w:document"),
        package("", document=b"<a>" * 5000),
    ],
    ids=["empty", "torn", "misnamed", "encrypted", "truncated", "broken XML", "deep XML"],
)
def test_what_is_no_whole_document_is_a_read_error(data: bytes) -> None:
    with pytest.raises(ReadError):
        DocxReader().read(data, "file.docx")


def test_an_empty_document_is_an_empty_extraction() -> None:
    with pytest.raises(EmptyExtraction):
        read(p(" "))


def test_deep_tables_end() -> None:
    body = p("core")
    for _ in range(60):
        body = f"<w:tbl>{row(f'<w:tc>{body}</w:tc>')}</w:tbl>"
    assert "core" in read(body).text


SAMPLE = package(
    styled("berschrift1", "Head") + item("one", 8) + p("Text.") + f"<w:tbl>{row(cell('a'), cell('b'))}</w:tbl>",
    core=CORE,
)
with zipfile.ZipFile(io.BytesIO(SAMPLE)) as opened:
    MAIN = opened.read("word/document.xml")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=4))
def test_a_mutated_file_is_read_or_refused(place: int, new: bytes) -> None:
    with suppress(ReadError):
        DocxReader().read(SAMPLE[:place] + new + SAMPLE[place + len(new) :], "mutated.docx")


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(MAIN) - 1),
    st.sampled_from([b"<", b">", b"w:", b"0", b"-1", b"999999999999", b"\xff", b"/", b""]),
)
def test_a_mutated_part_is_read_or_refused(place: int, new: bytes) -> None:
    with suppress(ReadError):
        DocxReader().read(package("", document=MAIN[:place] + new + MAIN[place + 1 :]), "mutated.docx")
