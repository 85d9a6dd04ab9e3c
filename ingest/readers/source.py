"""Source code: one block for each function, class or paragraph at the outer level, comments with what they explain."""

from __future__ import annotations

import re

from ingest.readers.builder import TextBuilder, clean
from ingest.readers.decode import decode
from ingest.readers.programming import MEDIA_TYPES, by_shebang, by_suffix, language_name
from rag.errors import EmptyExtraction
from rag.types import Document

_LONG_UNIT = 60
_SMALL_UNIT = 2
_DEEPEST_CUT = 16
# A line that begins so belongs to the unit above it.
_CONTINUES = re.compile(r"\s*(?:[\])}]|else\b|elif\b|except\b|finally\b|catch\b|end\b|fi\b|done\b|esac\b|#endif|#else)")


class SourceReader:
    """Reads program text in any of the languages named in ``programming``."""

    media_types = MEDIA_TYPES

    def read(self, data: bytes, name: str) -> Document:
        """Read a program; raises EmptyExtraction when it is blank. The title is the file's name."""
        text, warnings = decode(data)
        lines = clean(text).split("\n")
        builder = TextBuilder()
        for unit in _merged(_units(lines, 0)):
            builder.add("code", "\n".join(unit))
        if not builder.blocks:
            raise EmptyExtraction(f"{name} holds no text")
        base = name.rsplit("/", 1)[-1]
        media_type = by_suffix(base.rsplit(".", 1)[-1]) or by_shebang(lines[0]) or "text/plain"
        language = language_name(media_type)
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=media_type,
            title=base,
            metadata={"programming_language": language} if language else {},
            warnings=warnings,
        )


def _units(lines: list[str], indent: int) -> list[list[str]]:
    """Cut after blank lines before a line that is indented no further than ``indent``; long units are cut again
    at the next deeper level, so that a class of hundreds of lines falls into its methods."""
    units: list[list[str]] = [[]]
    after_blank = False
    for line in lines:
        if not line.strip():
            after_blank = True
        elif after_blank and _indent(line) <= indent and units[-1] and not _CONTINUES.match(line):
            units.append([])
        after_blank = after_blank and not line.strip()
        units[-1].append(line)
    return [part for unit in units for part in _shortened(unit, indent)]


def _shortened(unit: list[str], indent: int) -> list[list[str]]:
    if len(unit) <= _LONG_UNIT:
        return [unit]
    deeper = min((_indent(line) for line in unit if _indent(line) > indent), default=_DEEPEST_CUT + 1)
    return [unit] if deeper > _DEEPEST_CUT else _units(unit, deeper)


def _indent(line: str) -> int:
    """Columns of white space before a line; a blank line has none."""
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _merged(units: list[list[str]]) -> list[list[str]]:
    """Units of a few lines, such as imports and constants, joined with the next small ones."""
    merged: list[list[str]] = []
    for unit in units:
        small = _length(unit) <= _SMALL_UNIT
        if merged and small and _length(merged[-1]) <= _SMALL_UNIT:
            merged[-1] = [*merged[-1], *unit]
        else:
            merged.append(unit)
    return merged


def _length(unit: list[str]) -> int:
    return sum(1 for line in unit if line.strip())
