"""What a DOCX file's styles and numbering mean: heading levels, code, and the labels of list items."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.readers.package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DEEPEST_STYLE = 20
_BODY_LEVEL = 9
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|titolo|kop|nagłówek|rubrik|overskrift|otsikko|nadpis|заголовок"
    r"|başlık|címsor|titlu|标题|標題|見出し|제목)\s*([1-9])",
    re.IGNORECASE,
)
_CODE = re.compile(r"source ?code|html preformatted|verbatim|\bcode\b|code ?block|listing", re.IGNORECASE)
_TITLE = re.compile(r"title|titel|titre|título|titolo", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ?[1-9]|table of figures", re.IGNORECASE)
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def value(element: Element | None, path: str) -> str | None:
    """The ``w:val`` of the first descendant at ``path`` (``a/b`` of local names), or None."""
    found = None if element is None else element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + "val")


def number(text: str | None) -> int | None:
    """A small non-negative integer, or None for anything else."""
    return int(text) if text and len(text) < 9 and text.isascii() and text.isdigit() else None


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says, with what it inherits; ``level`` 1..9 marks a heading."""

    name: str = ""
    level: int = 0
    list_id: str | None = None
    list_level: int | None = None

    @property
    def is_code(self) -> bool:
        return bool(_CODE.search(self.name))

    @property
    def is_title(self) -> bool:
        return bool(_TITLE.fullmatch(self.name))

    @property
    def is_contents(self) -> bool:
        """Whether the paragraph is a line of a table of contents, which repeats the headings."""
        return bool(_CONTENTS.fullmatch(self.name))


class Styles:
    """The paragraph styles of a document by id, resolved along what they are based on."""

    def __init__(self, root: Element | None) -> None:
        self._elements = {} if root is None else {style.get(W + "styleId"): style for style in root.iter(W + "style")}
        self._resolved: dict[str | None, Style] = {}

    def get(self, style_id: str | None) -> Style:
        """The style of that id; an unknown one is known by its id alone."""
        if style_id not in self._resolved:
            self._resolved[style_id] = self._resolve(style_id)
        return self._resolved[style_id]

    def _resolve(self, style_id: str | None) -> Style:
        if style_id not in self._elements:
            return Style(style_id or "", _level_of_name(style_id or ""))
        name = value(self._elements[style_id], "name") or style_id or ""
        level: int | None = _level_of_name(name) or None
        list_id: str | None = None
        list_level: int | None = None
        current = style_id
        for _ in range(_DEEPEST_STYLE):
            element = self._elements.get(current)
            if element is None:
                break
            outline = number(value(element, "pPr/outlineLvl"))
            if level is None:
                level = _level_of_name(value(element, "name") or "") or (None if outline is None else outline + 1)
            list_id = list_id or value(element, "pPr/numPr/numId")
            list_level = list_level if list_level is not None else number(value(element, "pPr/numPr/ilvl"))
            current = value(element, "basedOn")
        return Style(name, 0 if level is None or level > _BODY_LEVEL else level, list_id, list_level)


def _level_of_name(name: str) -> int:
    found = _HEADING.fullmatch(name.strip())
    return int(found.group(1)) if found else 0


@dataclass
class _Level:
    form: str = "bullet"
    pattern: str = ""
    start: int = 1


@dataclass
class Numbering:
    """Counts list items and gives each its label, as a word processor would show it."""

    root: Element | None
    _levels: dict[str, dict[int, _Level]] = field(init=False, default_factory=dict)
    _abstract_of: dict[str, str] = field(init=False, default_factory=dict)
    _starts: dict[tuple[str, int], int] = field(init=False, default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(init=False, default_factory=dict)
    _begun: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        for abstract in self.root.iter(W + "abstractNum"):
            levels = {number(level.get(W + "ilvl")) or 0: _read_level(level) for level in abstract.iter(W + "lvl")}
            self._levels[abstract.get(W + "abstractNumId", "")] = levels
        for instance in self.root.iter(W + "num"):
            list_id = instance.get(W + "numId", "")
            self._abstract_of[list_id] = value(instance, "abstractNumId") or ""
            for override in instance.iter(W + "lvlOverride"):
                start = number(value(override, "startOverride"))
                if start is not None:
                    self._starts[list_id, number(override.get(W + "ilvl")) or 0] = start

    def label(self, list_id: str, level: int) -> str:
        """The label of the next item of that list at ``level`` (from 0): ``-``, ``3.``, ``b)``, ``2.1``, ..."""
        abstract = self._abstract_of.get(list_id, "")
        levels = self._levels.get(abstract, {})
        counts = self._counts.setdefault(abstract or list_id, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            for (of_list, at_level), start in self._starts.items():
                if of_list == list_id:
                    counts[at_level] = start - 1
        described = levels.get(level, _Level())
        counts[level] = counts.get(level, described.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if described.form in {"bullet", "none"}:
            return "-" if described.form == "bullet" else ""

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            of = levels.get(at, _Level("decimal"))
            return _spell(counts.get(at, of.start), of.form)

        return re.sub(r"%([1-9])", shown, described.pattern).strip()


def _read_level(element: Element) -> _Level:
    start = number(value(element, "start"))
    return _Level(value(element, "numFmt") or "decimal", value(element, "lvlText") or "", 1 if start is None else start)


def _spell(count: int, form: str) -> str:
    """A count in the form of the list; forms of other scripts fall back to digits."""
    if form in {"lowerLetter", "upperLetter"} and 0 < count <= 26 * 20:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    spelled = ""
    for worth, letters in _ROMAN + _ROMAN_UNITS:
        spelled += letters * (count // worth)
        count %= worth
    return spelled
