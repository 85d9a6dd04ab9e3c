"""The text of one DOCX paragraph: insertions kept, deletions dropped, notes as marks, text boxes set aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.readers.docx_styles import W
from ingest.readers.package import Element

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_OFF = {"0", "false", "off"}
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
# Deleted and moved-away text, field codes, formatting, the reading aid above East Asian characters.
_UNSEEN = {
    W + name for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "sdtPr", "sdtEndPr", "rt")
}


@dataclass
class Inline:
    """A paragraph's text, the notes it refers to (kind, id) and the contents of its text boxes."""

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def read_inline(paragraph: Element, mark: Callable[[str, str], str]) -> Inline:
    """The visible content of a ``w:p``; ``mark(kind, id)`` gives the sign that stands for a note."""
    inline = Inline()
    parts: list[str] = []
    _collect(paragraph, parts, inline, mark)
    inline.text = "".join(parts)
    return inline


def _collect(element: Element, parts: list[str], inline: Inline, mark: Callable[[str, str], str]) -> None:
    for child in element:
        tag = child.tag
        if tag in (W + "t", _MATH + "t"):
            parts.append(child.text or "")
        elif tag in _CHARACTERS:
            parts.append(_CHARACTERS[tag])
        elif tag == _DRAWING + "docPr":
            parts.append(child.get("descr", ""))
        elif tag == W + "sym":
            parts.append(_symbol(child))
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            kind, note_id = tag[len(W) :].removesuffix("Reference"), child.get(W + "id", "")
            inline.notes.append((kind, note_id))
            parts.append(mark(kind, note_id))
        elif tag == W + "txbxContent":
            inline.boxes.append(child)
        elif tag == _COMPATIBILITY + "AlternateContent":
            _collect(_alternative(child), parts, inline, mark)
        elif tag not in _UNSEEN and not (tag == W + "r" and _is_on(child, "vanish")):
            _collect(child, parts, inline, mark)


def _is_on(run: Element, name: str) -> bool:
    """Whether a run's formatting switches ``name`` on."""
    switch = run.find(f"{W}rPr/{W}{name}")
    return switch is not None and switch.get(W + "val", "1") not in _OFF


def _alternative(element: Element) -> Element:
    """The one of several spellings of the same content that has text in it."""
    branches = [*element.iter(_COMPATIBILITY + "Choice"), *element.iter(_COMPATIBILITY + "Fallback")]
    with_text = (branch for branch in branches if next(branch.iter(W + "t"), None) is not None)
    return next(with_text, branches[0] if branches else element)


def _symbol(element: Element) -> str:
    """A character of a symbol font; those in the private area mean nothing without their font."""
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    return chr(code) if 0x20 <= code < 0xD800 else ""
