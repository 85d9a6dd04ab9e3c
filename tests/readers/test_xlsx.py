"""The XLSX reader: values as shown, merged and hidden cells, bounds; bombs, entities and damage are refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.magic import XLSX, binary_kind
from ingest.readers.xlsx import XlsxReader
from ingest.readers.xlsx_formats import Formats
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document
from tests.readers.office import CORE, ENTITIES, OFFICE, damaged, pack, relations

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = f"""<styleSheet xmlns="{S}"><numFmts>
<numFmt numFmtId="164" formatCode="#,##0.00\\ [$€-407];[Red]\\-#,##0.00\\ [$€-407]"/>
<numFmt numFmtId="165" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="166" formatCode="0.0&quot; days&quot;"/></numFmts>
<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/>
<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="46"/><xf numFmtId="166"/>
<xf numFmtId="21"/></cellXfs></styleSheet>"""
STRINGS = f"""<sst xmlns="{S}"><si><t>Item</t></si><si><r><t xml:space="preserve">Unit </t></r><r><t>price</t></r></si>
<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>"""


def workbook(*sheets: str, states: tuple[str, ...] = (), book: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook; each sheet is the content of its ``worksheet`` element."""
    numbered = range(1, len(sheets) + 1)
    state = dict(zip(numbered, states, strict=False))
    entries = "".join(
        f'<sheet name="Sheet {n}" sheetId="{n}" state="{state.get(n, "visible")}" r:id="r{n}"/>' for n in numbered
    )
    links = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbered]
    return {
        "_rels/.rels": relations(("a", "officeDocument", "xl/workbook.xml"), ("b", "core-properties", "core.xml")),
        "core.xml": CORE,
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}">{book}<sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            *links, ("s", "styles", "styles.xml"), ("t", "sharedStrings", "/xl/sharedStrings.xml")
        ),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": STRINGS,
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{S}">{sheet}</worksheet>'
            for n, sheet in zip(numbered, sheets, strict=True)
        },
    }


def rows(*lines: str) -> str:
    return f"<sheetData>{''.join(f'<row>{line}</row>' for line in lines)}</sheetData>"


def c(value: object, kind: str = "n", style: int = 0, at: str = "") -> str:
    return f'<c t="{kind}" s="{style}" r="{at}"><v>{value}</v></c>'


def text(value: str, at: str = "") -> str:
    return f'<c t="inlineStr" r="{at}"><is><t>{value}</t></is></c>'


def read(*sheets: str, **more: object) -> Document:
    return XlsxReader().read(pack(workbook(*sheets, **more)), "book.xlsx")  # type: ignore[arg-type]


PRICES = rows(c(0, "s") + c(1, "s"), text("Lamp") + c(1234.5, style=3), text("Chair | oak") + c(-7, style=3))


def test_each_sheet_is_a_heading_and_a_table() -> None:
    document = read(PRICES, rows(text("City"), c(2, "s")))
    assert document.text == (
        "Sheet 1\n\n| Item | Unit price |\n| --- | --- |\n| Lamp | 1,234.50 € |\n| Chair \\| oak | -7.00 € |\n\n"
        "Sheet 2\n\n| City |\n| --- |\n| 東京 |"
    )
    assert [block.kind for block in document.blocks] == ["heading", "table", "heading", "table"]
    assert (document.title, document.authors) == ("A report", ("Ann Ex", "Bob Why"))
    assert document.created == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        ("0.30000000000000004", 0, "0.3"),
        ("1234567890123", 0, "1234567890123"),
        ("43832", 1, "2020-01-02"),
        ("43832", 4, "2020-01-02"),
        ("43832.75", 5, "2020-01-02 18:00"),
        ("59", 1, "1900-02-28"),
        ("61", 1, "1900-03-01"),
        ("0.5", 8, "12:00:00"),
        ("1.5", 6, "36:00:00"),
        ("0.125", 2, "12.50%"),
        ("-1234.5", 3, "-1,234.50 €"),
        ("3", 7, "3.0 days"),
        ("-4", 1, "-4"),
        ("1e999", 3, "1e999"),
        ("words", 2, "words"),
    ],
)
def test_numbers_and_dates_are_as_shown(value: str, style: int, shown: str) -> None:
    assert shown in read(rows(text("head"), c(value, style=style))).text.split("\n")[-1].split("|")[1].strip()


def test_days_may_count_from_1904() -> None:
    assert "2020-01-02" in read(rows(text("day"), c(42370, style=1)), book='<workbookPr date1904="1"/>').text


def test_formulas_are_read_by_their_computed_value() -> None:
    document = read(rows(text("Sum") + text("Next"), "<c><f>A1+1</f><v>7</v></c><c><f>A1</f></c>", c("#REF!", "e")))
    assert "| 7 |" in document.text
    assert "#REF!" in document.text
    assert document.warnings == (
        "sheet Sheet 1: 1 formulas hold no computed value; open and save it in a spreadsheet program",
    )


def test_merged_cells_reach_down_their_rows() -> None:
    sheet = rows(text("Town") + text("Tide"), text("Ayr", "A2") + text("low", "B2"), text("high", "B3"))
    document = read(sheet + '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
    assert "| Ayr | low |\n| Ayr | high |" in document.text


def test_what_is_hidden_is_left_out_and_told() -> None:
    sheet = (
        '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
        f'<row r="1">{text("a", "A1")}{text("secret", "B1")}</row><row r="2" hidden="1">{text("gone", "A2")}</row>'
        f'<row r="3">{text("c", "A3")}</row></sheetData>'
    )
    document = read(sheet, rows(text("unseen")), states=("visible", "veryHidden"))
    assert not {"secret", "gone", "unseen"} & set(document.text.split())
    assert document.warnings[0] == "hidden sheets were left out: Sheet 2"
    assert {"sheet Sheet 1: 1 hidden rows were left out", "sheet Sheet 1: hidden columns were left out"} <= set(
        document.warnings
    )


def test_a_cell_at_the_far_corner_widens_nothing() -> None:
    document = read(
        f'<sheetData><row r="1048576">{text("far", "XFD1048576")}{text("odd", "ZZZ1048576")}</row></sheetData>'
    )
    assert "far" in document.text
    assert len(document.text) < 200


@pytest.mark.parametrize(
    ("bound", "most"), [("MOST_ROWS", 3), ("MOST_COLUMNS", 1), ("MOST_CELLS", 5), ("MOST_CHARACTERS", 12)]
)
def test_what_is_beyond_a_bound_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch, bound: str, most: int) -> None:
    monkeypatch.setattr(f"ingest.readers.xlsx_sheet.{bound}", most)
    document = read(rows(*[text("one") + text("two")] * 9))
    assert document.text.count("one") <= 3
    assert "larger than what is read" in document.warnings[-1]


def test_the_strict_variant_is_read() -> None:
    parts = workbook(PRICES)
    for name, part in parts.items():
        strict = str(part).replace(S, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        parts[name] = strict.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    assert "1,234.50 €" in XlsxReader().read(pack(parts), "strict.xlsx").text


def test_bombs_are_refused_by_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = pack(workbook(rows(text("x" * (4 << 20)))))
    assert len(bomb) < 1 << 20
    monkeypatch.setattr("ingest.readers.package.TOTAL_LIMIT", 2 << 20)
    with pytest.raises(ReadError, match="unpacks to more than 2 MB"):
        XlsxReader().read(bomb, "bomb.xlsx")
    monkeypatch.setattr("ingest.readers.package.PART_LIMIT", 1 << 20)
    with pytest.raises(ReadError, match="unpacks to more than 1 MB"):
        XlsxReader().read(bomb, "bomb.xlsx")


HOSTILE = {
    **damaged(workbook(PRICES), "xl/workbook.xml"),
    **{f"sheet: {what}": data for what, data in damaged(workbook(PRICES), "xl/worksheets/sheet1.xml").items()},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_whole_workbook_is_a_read_error(what: str) -> None:
    with pytest.raises(ReadError, match="declares a document type" if what.endswith(ENTITIES) else None):
        XlsxReader().read(HOSTILE[what], "file.xlsx")


def test_an_empty_workbook_is_an_empty_extraction() -> None:
    with pytest.raises(EmptyExtraction):
        read(rows(text(" ")))


def test_it_is_known_by_its_content() -> None:
    whole = pack(workbook(PRICES))
    assert binary_kind(whole) == binary_kind(whole[:-200]) == XLSX


SHEET = f'<worksheet xmlns="{S}">{PRICES}<mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>'.encode()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SHEET) - 1), st.sampled_from([b"<", b'"', b"0", b"-1", b"9999999999", b"\xff", b""]))
def test_a_mutated_sheet_is_read_or_refused(place: int, new: bytes) -> None:
    parts = {**workbook(PRICES), "xl/worksheets/sheet1.xml": SHEET[:place] + new + SHEET[place + 1 :]}
    with suppress(ReadError):
        XlsxReader().read(pack(parts), "mutated.xlsx")


@given(st.floats(), st.text(alphabet='#0?.,%;"\\[]$hmsydE+-/@_* GA', max_size=20))
def test_any_format_shows_any_number(number: float, code: str) -> None:
    formats = Formats(None, False)
    formats._codes = (code,)
    assert isinstance(formats.show(repr(number), 0), str)
