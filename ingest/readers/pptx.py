"""PowerPoint presentations (PPTX): a page and a heading for each slide, its text, tables and notes."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.builder import TextBuilder
from ingest.readers.office_about import about
from ingest.readers.package import Element, Package
from ingest.readers.pptx_slide import P, notes_of, shapes, title_of, write_shapes
from rag.errors import EmptyExtraction
from rag.types import Document

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_SLIDES = 5000


class PptxReader:
    """Reads PPTX, PPTM and PPSX; what is hidden is left out, and text in pictures, charts and diagrams is not read."""

    media_types = (PPTX,)

    def read(self, data: bytes, name: str) -> Document:
        """Raises ReadError for what is no whole, plain presentation and EmptyExtraction for one without text."""
        package = Package(data, name, "PPTX", "ppt/presentation.xml")
        builder, titles = TextBuilder(), []
        filled, hidden = False, []
        for number, path in _slides(package):
            root = package.xml(path)
            if root is None:
                continue
            if root.get("show") in {"0", "false"}:
                hidden.append(number)
                continue
            title, found = _write_slide(builder, package, path, root, number)
            titles.append(title)
            filled = filled or found
        if not filled:
            raise EmptyExtraction(f"{name} holds no text", "If its slides are pictures, save it as PDF and ingest that")
        left_out = f"hidden slides were left out: {', '.join(map(str, hidden[:20]))}"
        first = next(filter(None, titles), None)
        warnings = (left_out,) if hidden else ()
        return about(package).document(builder, PPTX, title=first, pages=builder.pages, warnings=warnings)


def _slides(package: Package) -> Iterator[tuple[int, str]]:
    """(number, path) of each slide in the order of showing, each part once."""
    related = package.relations(package.main_path)
    seen: set[str] = set()
    for number, entry in enumerate(package.main().iter(P + "sldId"), start=1):
        role, path = related.get(entry.get(_RELATION, ""), ("", ""))
        if role == "slide" and path not in seen and len(seen) < _MOST_SLIDES:
            seen.add(path)
            yield number, path


def _write_slide(builder: TextBuilder, package: Package, path: str, root: Element, number: int) -> tuple[str, bool]:
    """Write a slide; gives its title and whether there was any text on it."""
    found = shapes(root)
    title = title_of(found)
    builder.start_page(number)
    builder.add("heading", title or f"Slide {number}", level=2)
    before = len(builder.blocks)
    write_shapes(builder, found)
    notes = next((at for role, at in package.relations(path).values() if role == "notesSlide"), None)
    noted = package.xml(notes) if notes else None
    text = "" if noted is None else notes_of(noted)
    builder.add("paragraph", f"Notes: {text}" if text else "")
    return title, bool(title) or len(builder.blocks) > before
