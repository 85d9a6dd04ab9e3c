"""Excel workbooks (XLSX): each sheet a heading and its table, as the cells show it."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.builder import TextBuilder, collapse
from ingest.readers.grid import write_grid
from ingest.readers.office_about import about
from ingest.readers.package import Element, Package
from ingest.readers.xlsx_formats import Formats, S
from ingest.readers.xlsx_sheet import Cells, Workbook
from rag.errors import EmptyExtraction
from rag.types import Document

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_SHEETS = 500


class XlsxReader:
    """Reads XLSX and XLSM by the values computed last; formulas and macros are never run, hidden cells left out."""

    media_types = (XLSX,)

    def read(self, data: bytes, name: str) -> Document:
        """Raises ReadError for what is no whole, plain workbook and EmptyExtraction for one without a filled cell."""
        package = Package(data, name, "XLSX", "xl/workbook.xml")
        root = package.main()
        related = package.relations(package.main_path)
        paths = dict(related.values())
        styles = package.xml(paths["styles"]) if "styles" in paths else None
        workbook = Workbook(package, paths.get("sharedStrings"), Formats(styles, _since_1904(root)))
        builder = TextBuilder()
        warnings: list[str] = []
        filled = False
        for title, path in _sheets(root, related, warnings):
            cells = workbook.cells(path)
            grid = cells.grid()
            found = _left_out(cells)
            if grid:
                filled = True
                builder.add("heading", title, level=1)
                write_grid(builder, grid, found)
            warnings += [f"sheet {title}: {warning}" for warning in found]
        if not filled:
            raise EmptyExtraction(f"{name} holds no filled cell that is shown", "Show its sheets and save it again")
        return about(package).document(builder, XLSX, warnings=tuple(warnings))


def _sheets(root: Element, related: dict[str, tuple[str, str]], warnings: list[str]) -> Iterator[tuple[str, str]]:
    """(title, path) of each sheet with cells that is shown; warns of those that are not."""
    entries = list(root.iter(S + "sheet"))
    hidden = [collapse(entry.get("name", "")) for entry in entries if entry.get("state", "visible") != "visible"]
    if hidden:
        warnings.append(f"hidden sheets were left out: {', '.join(hidden[:20])}")
    if len(entries) > _MOST_SHEETS:
        warnings.append(f"only the first {_MOST_SHEETS} of {len(entries)} sheets were read")
    seen: set[str] = set()
    for entry in entries[:_MOST_SHEETS]:
        role, path = related.get(entry.get(_RELATION, ""), ("", ""))
        if role == "worksheet" and entry.get("state", "visible") == "visible" and path not in seen:
            seen.add(path)
            yield collapse(entry.get("name", "")) or f"Sheet {len(seen)}", path


def _left_out(cells: Cells) -> list[str]:
    """What of a sheet is not in its text, in words."""
    warnings = []
    if cells.hidden_rows:
        warnings.append(f"{cells.hidden_rows} hidden rows were left out")
    if cells.hidden_columns:
        warnings.append("hidden columns were left out")
    if cells.uncomputed:
        warnings.append(
            f"{cells.uncomputed} formulas hold no computed value; open and save it in a spreadsheet program"
        )
    if cells.cut:
        warnings.append("it is larger than what is read of a workbook; the rest was left out")
    return warnings


def _since_1904(root: Element) -> bool:
    return any(entry.get("date1904") in {"1", "true"} for entry in root.iter(S + "workbookPr"))
