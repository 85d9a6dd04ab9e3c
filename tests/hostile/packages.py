"""Hostile workbooks, presentations and books: bombs, entities, links that lead out, and structures without an end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.hostile.case import Case, passage
from tests.hostile.formats import archive, docx, paragraph, repeated

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + _OFFICE + '"'
_SLIDE = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="' + _OFFICE + '"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_CONTAINER = (
    b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf"'
    b' media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_LEAST_BOMB = 70 << 20
"""A smaller part would be a document."""


def package_cases(scale: float, forbidden: str) -> Iterator[Case]:
    """``scale`` shrinks the bombs; ``forbidden`` is the path of a secret that nothing may read."""
    size = max(int((1 << 30) * scale), _LEAST_BOMB)
    entities = f'<!DOCTYPE d [<!ENTITY s SYSTEM "file://{forbidden}"><!ENTITY a "boom"><!ENTITY b "{"&a;" * 99}">]>'
    yield from _workbooks(scale, size, entities)
    yield from _presentations(scale, size, entities)
    yield from _books(scale, size, entities)


def _workbooks(scale: float, size: int, entities: str) -> Iterator[Case]:
    many = max(int(2_000_000 * scale), 1000)
    web, command = 'WEBSERVICE("http://127.0.0.1:9/x")', "=cmd|' /C touch canary'!A0"
    away = f'<Relationship Id="x" Type="{_OFFICE}/externalLink" Target="file:///etc/passwd" TargetMode="External"/>'
    up = f'<Relationship Id="x" Type="{_OFFICE}/worksheet" Target="../../../../../../etc/passwd"/>'
    yield Case("xlsx/tides.xlsx", lambda w: workbook(_cell(passage(w))), "found")
    yield Case("xlsx/truncated.xlsx", lambda w: workbook(_cell(passage(w)))[:500], "reported")
    yield Case("xlsx/empty.xlsx", lambda _: b"", "reported")
    yield Case("xlsx/letter.xlsx", lambda w: passage(w).encode(), "found")
    yield Case("xlsx/memo.xlsx", lambda w: docx(paragraph(passage(w))), "found")
    yield Case("xlsx/bomb.xlsx", lambda _: _workbook_bomb(size), "reported")
    yield Case("xlsx/entities.xlsx", lambda w: workbook(_cell(f"{passage(w)} &b;&s;", raw=True), entities), "reported")
    yield Case("xlsx/shared-bomb.xlsx", lambda _: _shared_bomb(many // 10), "bounded")
    yield Case("xlsx/far-cell.xlsx", lambda w: workbook(_cell(passage(w), "XFD1048576")), "found")
    yield Case("xlsx/formula.xlsx", lambda w: workbook(_cell(passage(w), formula=web)), "found")
    yield Case("xlsx/uncomputed.xlsx", lambda _: workbook(f'<row><c r="A1"><f>{web}</f></c></row>'), "reported")
    yield Case("xlsx/injection.xlsx", lambda w: workbook(_cell(f"{passage(w)} {command}")), "found")
    yield Case("xlsx/macros.xlsm", lambda w: workbook(_cell(passage(w)), more={"xl/vbaProject.bin": b"x"}), "found")
    yield Case("xlsx/outside.xlsx", lambda w: workbook(_cell(passage(w)), links=away), "found")
    yield Case(
        "xlsx/upwards.xlsx", lambda w: workbook(_cell(passage(w)), links=up, more={"../evil.txt": b"x"}), "found"
    )
    yield Case("xlsx/sheets.xlsx", lambda w: workbook(_cell(passage(w)), sheets=1 + many // 50), "found")
    yield Case("xlsx/merged.xlsx", lambda w: workbook(_cell(passage(w)), after=_merged(many // 10)), "found")
    yield Case("xlsx/deep.xlsx", lambda w: workbook(_cell(passage(w)) + "<row>" * 5000 + "</row>" * 5000), "either")
    yield Case("xlsx/numbers.xlsx", lambda w: workbook(_cell(passage(w)) + _odd_numbers()), "found")


def _presentations(scale: float, size: int, entities: str) -> Iterator[Case]:
    many = max(int(1_000_000 * scale), 1000)
    groups = "<p:grpSp>" * 5000 + "</p:grpSp>" * 5000
    yield Case("pptx/harbour.pptx", lambda w: presentation(_shape(passage(w))), "found")
    yield Case("pptx/truncated.pptx", lambda w: presentation(_shape(passage(w)))[:500], "reported")
    yield Case("pptx/empty.pptx", lambda _: b"", "reported")
    yield Case("pptx/bomb.pptx", lambda _: _presentation_bomb(size), "reported")
    yield Case("pptx/entities.pptx", lambda w: presentation(_shape(f"{passage(w)} &b;&s;"), entities), "reported")
    yield Case("pptx/again.pptx", lambda w: presentation(_shape(passage(w)), shown=many), "found")
    yield Case("pptx/groups.pptx", lambda w: presentation(_shape(passage(w)) + groups), "either")
    yield Case("pptx/shapes.pptx", lambda w: presentation(_shape(passage(w)) + _shape("tide") * many), "found")
    yield Case("pptx/no-slides.pptx", lambda _: presentation("", shown=0), "reported")


def _books(scale: float, size: int, entities: str) -> Iterator[Case]:
    many = max(int(1_000_000 * scale), 1000)
    script = "<script>fetch('http://127.0.0.1:9/boomboom')</script><iframe src='file:///etc/passwd'/>"
    yield Case("epub/tides.epub", lambda w: book(f"<p>{passage(w)}</p>"), "found")
    yield Case("epub/truncated.epub", lambda w: book(f"<p>{passage(w)}</p>")[:300], "reported")
    yield Case("epub/empty.epub", lambda _: b"", "reported")
    yield Case("epub/bomb.epub", lambda _: _book_bomb(size), "reported")
    yield Case("epub/entities.epub", lambda w: book(f"<p>{passage(w)} &b;&s;</p>", entities), "either")
    yield Case("epub/package-entities.epub", lambda w: book(f"<p>{passage(w)}</p>", package=entities), "reported")
    yield Case("epub/script.epub", lambda w: book(f"<p>{passage(w)}</p>{script}"), "found")
    yield Case("epub/again.epub", lambda w: book(f"<p>{passage(w)}</p>", shown=many), "found")
    yield Case("epub/upwards.epub", lambda w: book(f"<p>{passage(w)}</p>", also="../../../../etc/passwd"), "found")
    yield Case("epub/deep.epub", lambda w: book("<div>" * 20_000 + passage(w) + "</div>" * 20_000), "either")
    yield Case("epub/encoding.epub", lambda w: book(f"<p>{passage(w)} \udc80\udcff</p>"), "found")


def workbook(
    rows: str, prolog: str = "", after: str = "", links: str = "", sheets: int = 1, more: dict[str, bytes] | None = None
) -> bytes:
    """A workbook whose first sheet has these rows; all other sheets are that one again."""
    entries = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="s"/>' for n in range(1, sheets + 1))
    hand_over = f'<Relationship Id="s" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{links}'
    parts = {
        "_rels/.rels": _links(f'<Relationship Id="m" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f"<workbook {_SHEET}><sheets>{entries}</sheets></workbook>".encode(),
        "xl/_rels/workbook.xml.rels": _links(hand_over),
        "xl/worksheets/sheet1.xml": (
            f"{prolog}<worksheet {_SHEET}><sheetData>{rows}</sheetData>{after}</worksheet>".encode()
        ),
        **(more or {}),
    }
    return archive({name: [data] for name, data in parts.items()})


def presentation(shapes: str, prolog: str = "", shown: int = 1) -> bytes:
    """A presentation of one slide, named ``shown`` times."""
    slides = "".join(f'<p:sldId id="{n}" r:id="s"/>' for n in range(256, 256 + shown))
    parts = {
        "_rels/.rels": _links(f'<Relationship Id="m" Type="{_OFFICE}/officeDocument" Target="ppt/presentation.xml"/>'),
        "ppt/presentation.xml": f"<p:presentation {_SLIDE}><p:sldIdLst>{slides}</p:sldIdLst></p:presentation>".encode(),
        "ppt/_rels/presentation.xml.rels": _links(
            f'<Relationship Id="s" Type="{_OFFICE}/slide" Target="slides/slide1.xml"/>'
        ),
        "ppt/slides/slide1.xml": _slide(shapes, prolog),
    }
    return archive({name: [data] for name, data in parts.items()})


def book(body: str, prolog: str = "", package: str = "", shown: int = 1, also: str = "") -> bytes:
    """A book of one chapter, named ``shown`` times; ``also`` is the place of another one."""
    other = f'<item id="o" href="{also}" media-type="application/xhtml+xml"/>' if also else ""
    spine = '<itemref idref="o"/>' * bool(also) + '<itemref idref="c"/>' * shown
    opf = (
        f'{package}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>{other}'
        f'<item id="c" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
        f"<spine>{spine}</spine></package>"
    )
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "book.opf": opf.encode(),
        "one.xhtml": _chapter(body, prolog),
        **({f"{also}": b"boomboom"} if also else {}),
    }
    return archive({name: [data] for name, data in parts.items()})


def _cell(text: str, at: str = "A1", formula: str = "", raw: bool = False) -> str:
    shown = text if raw else escape(text)
    row = "".join(filter(str.isdigit, at))
    if formula:
        return f'<row r="{row}"><c r="{at}" t="str"><f>{escape(formula)}</f><v>{shown}</v></c></row>'
    return f'<row r="{row}"><c r="{at}" t="inlineStr"><is><t>{shown}</t></is></c></row>'


def _odd_numbers() -> str:
    """Cells whose references, numbers and kinds are no such things."""
    odd = ("1e999", "-0", "nan", "1e-400", "99999999999999999999", "x", "")
    places = [(ref, kind) for ref in ("B2", "", "1A", "ZZZZ9") for kind in "ndsb"]
    cells = "".join(f'<c r="{ref}" t="{kind}"><v>{n}</v></c>' for n in odd for ref, kind in places)
    return f'<row r="0">{cells}</row><row r="x">{cells}</row><row r="-5">{cells}</row>'


def _merged(count: int) -> str:
    ranges = '<mergeCell ref="A1:XFD1048576"/>' * count
    return f"<mergeCells>{ranges}</mergeCells>"


def _workbook_bomb(size: int) -> bytes:
    start, end = f"<worksheet {_SHEET}><sheetData>".encode(), b"</sheetData></worksheet>"
    row = _cell("tide and fog " * 8).encode()
    return _with_part(workbook(""), "xl/worksheets/sheet1.xml", [start, *repeated(row, size), end])


def _shared_bomb(cells: int) -> bytes:
    """One string of 3,000 letters, shown in each of so many cells."""
    strings = f"<sst {_SHEET}><si><t>{'fog ' * 750}</t></si></sst>".encode()
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    link = f'<Relationship Id="t" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    return workbook(rows, links=link, more={"xl/sharedStrings.xml": strings})


def _presentation_bomb(size: int) -> bytes:
    start, end = _slide("@", "").split(b"@")
    part = [start, *repeated(_shape("tide and fog " * 8).encode(), size), end]
    return _with_part(presentation(""), "ppt/slides/slide1.xml", part)


def _book_bomb(size: int) -> bytes:
    start, end = _chapter("@", "").split(b"@")
    return _with_part(book(""), "one.xhtml", [start, *repeated(b"<p>" + b"tide and fog " * 8 + b"</p>", size), end])


def _with_part(whole: bytes, name: str, pieces: list[bytes]) -> bytes:
    """The same package with another part of that name."""
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        others = {each: [packed.read(each)] for each in packed.namelist() if each != name}
    return archive({**others, name: pieces})


def _links(inside: str) -> bytes:
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'.encode()


def _slide(shapes: str, prolog: str) -> bytes:
    return f"{prolog}<p:sld {_SLIDE}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>".encode()


def _shape(text: str) -> str:
    return f"<p:sp><p:nvSpPr/><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def _chapter(body: str, prolog: str) -> bytes:
    head = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title></head>'
    return f"{prolog}{head}<body>{body}</body></html>".encode("utf-8", "surrogateescape")
