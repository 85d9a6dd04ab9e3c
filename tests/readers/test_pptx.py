"""The PPTX reader: slides as pages, lists, tables, notes, hidden things; bombs, entities and damage are refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.magic import PPTX, binary_kind
from ingest.readers.pptx import PptxReader
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document
from tests.readers.office import CORE, ENTITIES, OFFICE, damaged, pack, relations

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ROOT = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}" xmlns:mc="{MC}"'


def slide(content: str, show: str = "1", kind: str = "sld") -> str:
    return f'<p:{kind} {ROOT} show="{show}"><p:cSld><p:spTree>{content}</p:spTree></p:cSld></p:{kind}>'


def box(*lines: str, role: str | None = None, hidden: str = "0") -> str:
    """A text box; a line may begin with tabs for its depth. ``role`` makes it a placeholder."""
    placeholder = "" if role is None else f'<p:ph type="{role}"/>' if role else "<p:ph/>"
    paragraphs = "".join(
        f'<a:p><a:pPr lvl="{line.count(chr(9))}"/><a:r><a:t>{line.strip()}</a:t></a:r></a:p>' for line in lines
    )
    about = (
        f'<p:nvSpPr><p:cNvPr id="2" name="x" hidden="{hidden}"/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr>'
    )
    return f"<p:sp>{about}<p:txBody>{paragraphs}</p:txBody></p:sp>"


def table(*rows: str) -> str:
    inside = "".join(f"<a:tr>{row}</a:tr>" for row in rows)
    data = f"<a:graphicData><a:tbl>{inside}</a:tbl></a:graphicData>"
    return f"<p:graphicFrame><a:graphic>{data}</a:graphic></p:graphicFrame>"


def tc(text: str, more: str = "") -> str:
    return f"<a:tc {more}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"


def presentation(*slides: str, notes: str = "", core: str = "") -> dict[str, str | bytes]:
    """The parts of a presentation; the notes belong to its first slide."""
    numbered = range(1, len(slides) + 1)
    entries = "".join(f'<p:sldId id="{n}" r:id="r{n}"/>' for n in reversed(numbered))
    # The slides are numbered against their order: what counts is the list, not the names.
    return {
        "_rels/.rels": relations(("a", "officeDocument", "ppt/presentation.xml"), ("b", "core-properties", "core.xml")),
        **({"core.xml": core} if core else {}),
        "ppt/presentation.xml": f"<p:presentation {ROOT}><p:sldIdLst>{entries}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(*[(f"r{n}", "slide", f"slides/slide{n}.xml") for n in numbered]),
        **{f"ppt/slides/slide{n}.xml": part for n, part in zip(numbered, reversed(slides), strict=True)},
        f"ppt/slides/_rels/slide{len(slides)}.xml.rels": relations(("n", "notesSlide", "../notesSlides/notes.xml")),
        **({"ppt/notesSlides/notes.xml": slide(notes, kind="notes")} if notes else {}),
    }


def read(*slides: str, notes: str = "", core: str = "") -> Document:
    return PptxReader().read(pack(presentation(*slides, notes=notes, core=core)), "talk.pptx")


TIDES = slide(box("Tides", role="title") + box("The moon", "\tpulls", "The sun", role="") + box("3", role="sldNum"))


def test_each_slide_is_a_page_with_a_heading() -> None:
    document = read(TIDES, slide(box("A remark")), core=CORE)
    assert document.text == "Tides\n\n- The moon\n  - pulls\n- The sun\n\nSlide 2\n\nA remark"
    assert [block.kind for block in document.blocks] == ["heading", "list", "heading", "paragraph"]
    shown = {page.number: document.text[page.start : page.end].strip() for page in document.pages}
    assert shown == {1: "Tides\n\n- The moon\n  - pulls\n- The sun", 2: "Slide 2\n\nA remark"}
    assert (document.title, document.authors) == ("A report", ("Ann Ex", "Bob Why"))
    assert read(TIDES).title == "Tides"


def test_the_title_comes_first_wherever_it_lies() -> None:
    assert read(slide(box("Below") + box("Above", role="ctrTitle"))).text == "Above\n\nBelow"


def test_tables_repeat_cells_that_reach_down() -> None:
    document = read(
        slide(table(tc("Port") + tc("Tide"), tc("Ayr", 'rowSpan="2"') + tc("low"), tc("", 'vMerge="1"') + tc("high")))
    )
    assert "| Port | Tide |\n| --- | --- |\n| Ayr | low |\n| Ayr | high |" in document.text


def test_notes_stand_on_their_slide() -> None:
    document = read(TIDES, slide(box("Next")), notes=box("Say hello", role="body") + box("7", role="sldNum"))
    first = document.pages[0]
    assert document.text[first.start : first.end].strip().endswith("Notes: Say hello")


def test_groups_are_opened_and_fallbacks_passed_over() -> None:
    grouped = f"<p:grpSp><p:nvGrpSpPr/>{box('Inner')}</p:grpSp>"
    either = f"<mc:Choice>{box('New')}</mc:Choice><mc:Fallback>{box('Old')}</mc:Fallback>"
    choice = f"<mc:AlternateContent>{either}</mc:AlternateContent>"
    assert read(slide(grouped + choice)).text == "Slide 1\n\nInner\n\nNew"


def test_what_is_hidden_is_left_out_and_told() -> None:
    group = f'<p:grpSp><p:nvGrpSpPr><p:cNvPr hidden="1"/></p:nvGrpSpPr>{box("covert")}</p:grpSp>'
    document = read(slide(box("unseen"), show="0"), slide(box("secret", hidden="1") + group + box("open")))
    assert document.text == "Slide 2\n\nopen"
    assert document.warnings == ("hidden slides were left out: 1",)


def test_deep_groups_end() -> None:
    deep = "<p:grpSp>" * 120 + box("core") + "</p:grpSp>" * 120
    assert "core" in read(slide(deep)).text


def test_a_bomb_is_refused_by_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.package.PART_LIMIT", 1 << 20)
    with pytest.raises(ReadError, match="unpacks to more than 1 MB"):
        read(slide(box("x" * (4 << 20))))


HOSTILE = {
    **damaged(presentation(TIDES), "ppt/presentation.xml"),
    **{f"slide: {what}": data for what, data in damaged(presentation(TIDES), "ppt/slides/slide1.xml").items()},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_whole_presentation_is_a_read_error(what: str) -> None:
    with pytest.raises(ReadError, match="declares a document type" if what.endswith(ENTITIES) else None):
        PptxReader().read(HOSTILE[what], "file.pptx")


def test_a_presentation_of_pictures_is_an_empty_extraction() -> None:
    with pytest.raises(EmptyExtraction):
        read(slide("<p:pic/>"))


def test_it_is_known_by_its_content() -> None:
    whole = pack(presentation(TIDES))
    assert binary_kind(whole) == binary_kind(whole[:-200]) == PPTX


MAIN = slide(box("Tides", role="title") + table(tc("a") + tc("b", 'vMerge="1"'))).encode()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(MAIN) - 1), st.sampled_from([b"<", b'"', b"0", b"-1", b"9999999999", b"\xff", b""]))
def test_a_mutated_slide_is_read_or_refused(place: int, new: bytes) -> None:
    parts = {**presentation(TIDES), "ppt/slides/slide1.xml": MAIN[:place] + new + MAIN[place + 1 :]}
    with suppress(ReadError):
        PptxReader().read(pack(parts), "mutated.pptx")
