"""Set ``attention-and-transformers.txt`` as a PDF of several pages; needs reportlab (BSD).

``python make_pdf.py FOLDER`` writes ``attention-and-transformers.pdf`` into the folder, the same bytes every time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from markup import Piece, pieces
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.doctemplate import BaseDocTemplate

NAME = "attention-and-transformers"
AUTHOR = "Sourcebound contributors"
WRITTEN = datetime(2026, 11, 21, 12, tzinfo=UTC)

_SHEET = getSampleStyleSheet()
_BODY = ParagraphStyle("body", parent=_SHEET["BodyText"], fontSize=11, leading=15, spaceAfter=7)
_HEADING = ParagraphStyle("heading", parent=_SHEET["Heading2"], fontSize=15, leading=19, spaceBefore=10, keepWithNext=1)
_TITLE = ParagraphStyle("title", parent=_SHEET["Title"], fontSize=24, leading=30, alignment=0, spaceAfter=14)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, "#888888"),
        ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
        ("FONTSIZE", (0, 0), (-1, -1), 9.5),
    ]
)


def flowables(piece: Piece) -> Iterator[Flowable]:
    """What one block becomes on the page."""
    if piece.kind == "title":
        yield Paragraph(_escaped(piece.text), _TITLE)
    elif piece.kind == "heading":
        yield Paragraph(_escaped(piece.text), _HEADING)
    elif piece.kind == "table":
        yield Table(piece.rows, style=_GRID, hAlign="LEFT")
        yield Spacer(1, 4 * mm)
    elif piece.kind in ("bullets", "numbers"):
        items = [Paragraph(_escaped(line), _BODY) for line in piece.lines]
        yield ListFlowable(items, bulletType="bullet" if piece.kind == "bullets" else "1")
    else:
        yield Paragraph(_escaped(piece.text), _BODY)


def page_number(canvas: Canvas, document: BaseDocTemplate) -> None:
    """The number at the foot of each page."""
    canvas.setFont("Helvetica", 9)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, str(document.page))


def main() -> None:
    # With ``invariant`` reportlab takes the date of the document from this variable.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(WRITTEN.timestamp()))
    here = Path(__file__).parent
    blocks = pieces(here / f"{NAME}.txt")
    document = SimpleDocTemplate(
        str(Path(sys.argv[1]) / f"{NAME}.pdf"),
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=22 * mm,
        bottomMargin=22 * mm,
        title=blocks[0].text,
        author=AUTHOR,
        subject="How a transformer weighs context, with an example by hand",
        lang="en",
        invariant=1,
    )
    story = [flowable for piece in blocks for flowable in flowables(piece)]
    document.build(story, onFirstPage=page_number, onLaterPages=page_number)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


if __name__ == "__main__":
    main()
