"""Set ``training-and-distillation.txt`` as a Word document with headings, lists and tables; needs python-docx (MIT).

``python make_docx.py FOLDER`` writes ``training-and-distillation.docx`` into the folder.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from markup import Piece, pieces

NAME = "training-and-distillation"
AUTHOR = "Sourcebound contributors"
WRITTEN = datetime(2026, 11, 21, 12)

_STYLES = {"bullets": "List Bullet", "numbers": "List Number", "paragraph": "Normal"}


def add(document: WordDocument, piece: Piece) -> None:
    """Append one block."""
    if piece.kind == "title":
        document.add_heading(piece.text, level=1)
    elif piece.kind == "heading":
        document.add_heading(piece.text, level=2)
    elif piece.kind == "table":
        add_table(document, piece.rows)
    else:
        lines = piece.lines if piece.kind != "paragraph" else (piece.text,)
        for line in lines:
            document.add_paragraph(line, style=_STYLES[piece.kind])


def add_table(document: WordDocument, rows: list[list[str]]) -> None:
    """Append a table whose first row is the header."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph()


def main() -> None:
    here = Path(__file__).parent
    blocks = pieces(here / f"{NAME}.txt")
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = blocks[0].text, AUTHOR, "en"
    properties.created = properties.modified = WRITTEN
    properties.comments = ""
    for piece in blocks:
        add(document, piece)
    document.save(str(Path(sys.argv[1]) / f"{NAME}.docx"))


if __name__ == "__main__":
    main()
