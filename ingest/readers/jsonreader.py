"""JSON and JSON Lines as readable text: one block a record, ``path.key: value`` a line, long texts as paragraphs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TypeAlias

from ingest.readers.builder import TextBuilder, collapse
from ingest.readers.decode import decode
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document

JSON = "application/json"
JSON_LINES = "application/x-ndjson"

_DEEPEST = 200
_LONG_TEXT = 200
_RECORD_LINES = 30
_SHOWN_PATH = 200
_NAMED_LINES = 5
_TITLES = ("title", "name", "headline", "subject")
_AUTHORS = ("authors", "author", "creator")
_CREATED = ("created", "created_at", "date", "published", "datePublished", "dateCreated")
_MODIFIED = ("modified", "modified_at", "updated", "updated_at", "dateModified")
_PARAGRAPH_END = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Object:
    """The members of a JSON object in their order, repeated keys included."""

    members: list[tuple[str, _Value]]

    def first(self, keys: tuple[str, ...]) -> _Value:
        """The value of the first of ``keys`` that is there, else None."""
        for key in keys:
            for name, value in self.members:
                if name.lower() == key.lower() and value is not None:
                    return value
        return None


_Value: TypeAlias = "_Object | list[_Value] | str | bool | None"


@dataclass
class _Record:
    """Lines of short fields, the long texts that follow them, and what to head them with."""

    heading: str = ""
    lines: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class JsonReader:
    """Reads JSON and JSON Lines; numbers keep the spelling of the file."""

    media_types = (JSON, JSON_LINES)

    def read(self, data: bytes, name: str) -> Document:
        """Flatten ``data``; raises ReadError when it is not JSON or nested too deeply, EmptyExtraction when blank."""
        text, warnings = decode(data)
        if not text.strip():
            raise EmptyExtraction(f"{name} is empty")
        value, media_type, broken = _parse(text, name)
        builder = TextBuilder()
        try:
            for record in _records(value):
                _write(builder, record)
        except RecursionError as error:
            raise _too_deep() from error
        if not builder.blocks:
            raise EmptyExtraction(f"{name} is JSON without any value")
        about = value if isinstance(value, _Object) else _Object([])
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=media_type,
            title=_plain(about.first(_TITLES)) or None,
            authors=_names(about.first(_AUTHORS)),
            created=_date(about.first(_CREATED)),
            modified=_date(about.first(_MODIFIED)),
            warnings=(*warnings, *broken),
        )


def _parse(text: str, name: str) -> tuple[_Value, str, list[str]]:
    """The value, its media type and what was wrong; JSON Lines come back as a list of their records."""
    lined = name.lower().endswith((".jsonl", ".ndjson"))
    try:
        value = _loads(text)
    except (ValueError, ReadError) as error:
        cause = error
    else:
        is_single_line = lined and "\n" not in text.strip()
        return ([value], JSON_LINES, []) if is_single_line else (value, JSON, [])
    records, broken = _parse_lines(text)
    if records and (lined or len(records) > len(broken)):
        return records, JSON_LINES, _line_warnings(broken)
    if isinstance(cause, ReadError):
        raise cause
    raise ReadError(f"{name} is not valid JSON: {cause}", "Repair the file, or give it a suffix such as .txt")


def _parse_lines(text: str) -> tuple[list[_Value], list[int]]:
    """The records of a JSON Lines text and the numbers (from 1) of lines that are none."""
    records: list[_Value] = []
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            records.append(_loads(line))
        except (ValueError, ReadError):
            broken.append(number)
    return records, broken


def _line_warnings(broken: list[int]) -> list[str]:
    if not broken:
        return []
    named = ", ".join(map(str, broken[:_NAMED_LINES]))
    more = f" and {len(broken) - _NAMED_LINES} more" if len(broken) > _NAMED_LINES else ""
    return [f"not JSON and left out: line {named}{more}"]


def _loads(text: str) -> _Value:
    """Parse without loss: numbers stay as written (of any length, NaN too) and repeated keys are kept."""
    try:
        value: _Value = json.loads(
            text.lstrip("\ufeff"),
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_Object,
            strict=False,
        )
    except RecursionError as error:
        raise _too_deep() from error
    return value


def _too_deep() -> ReadError:
    return ReadError(f"JSON nested deeper than {_DEEPEST} levels", "Flatten the file before ingesting it")


def _records(value: _Value) -> Iterator[_Record]:
    """One record for each item of a top-level list; a large object is cut at its large members."""
    if isinstance(value, _Object):
        yield from _object_records(value, "")
    elif isinstance(value, list) and any(_is_nested(item) for item in value):
        for item in value:
            yield _record(item, "")
    else:
        yield _record(value, "")


def _object_records(value: _Object, path: str) -> Iterator[_Record]:
    """The short members as one record, then the large ones below headings that name their path."""
    if not _has_more_lines(value, _RECORD_LINES):
        yield _record(value, path)
        return
    large = [(key, member) for key, member in value.members if _is_large(member)]
    small = [(key, member) for key, member in value.members if not _is_large(member)]
    if small:
        yield _record(_Object(small), path)
    for key, member in large:
        yield from _member_records(member, _join(path, key))


def _member_records(member: _Value, path: str) -> Iterator[_Record]:
    if isinstance(member, _Object):
        yield from _object_records(member, path)
    elif isinstance(member, list):
        yield _Record(heading=path)
        for item in member:
            yield _record(item, "")


def _is_nested(value: _Value) -> bool:
    return isinstance(value, (_Object, list))


def _is_large(member: _Value) -> bool:
    """Whether a member would drown those beside it."""
    return _is_nested(member) and _has_more_lines(member, _RECORD_LINES // 3)


def _has_more_lines(value: _Value, limit: int) -> bool:
    return next(islice(_flatten(value, "", 0), limit, None), None) is not None


def _record(value: _Value, heading: str) -> _Record:
    """Short fields as lines, long ones as texts; a record with long texts is headed by its title."""
    record = _Record(heading=heading)
    for path, text in _flatten(value, "", 0):
        if len(text) >= _LONG_TEXT or "\n" in text.strip():
            record.texts.append(text if not record.texts and not path else _labelled(path, text))
        else:
            record.lines.append(f"{path}: {text}" if path else text)
    if record.texts and not heading and isinstance(value, _Object):
        record.heading = _plain(value.first(_TITLES))
    return record


def _labelled(path: str, text: str) -> str:
    """A long text below the name of its field, unless the name says no more than that it is the text."""
    last = path.rsplit(".", 1)[-1].lower()
    return text if last in {"text", "body", "content"} else f"{path}: {text}"


def _flatten(value: _Value, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """(path, text) of every value below ``value`` in the file's order; a list of scalars is one text."""
    if depth > _DEEPEST:
        raise _too_deep()
    if isinstance(value, _Object):
        for key, member in value.members:
            yield from _flatten(member, _join(path, key), depth + 1)
    elif isinstance(value, list):
        yield from _flatten_list(value, path, depth)
    elif text := _scalar(value):
        yield path, text


def _flatten_list(values: list[_Value], path: str, depth: int) -> Iterator[tuple[str, str]]:
    if any(_is_nested(item) for item in values):
        for index, item in enumerate(values):
            yield from _flatten(item, f"{path}[{index}]", depth + 1)
        return
    texts = [text for item in values if (text := _scalar(item))]
    if any(len(text) >= _LONG_TEXT for text in texts):
        yield from ((path, text) for text in texts)
    elif texts:
        yield path, ", ".join(texts)


def _join(path: str, key: str) -> str:
    """The path of a member; a very long one keeps its end, so that nesting cannot multiply its length."""
    joined = f"{path}.{collapse(key)}" if path else collapse(key)
    return joined if len(joined) <= _SHOWN_PATH else "…" + joined[-_SHOWN_PATH:]


def _scalar(value: _Value) -> str:
    """A leaf as text; null and blank give nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _write(builder: TextBuilder, record: _Record) -> None:
    builder.add("heading", collapse(record.heading), level=2)
    builder.add("paragraph", "\n".join(collapse(line) for line in record.lines))
    for text in record.texts:
        for paragraph in _PARAGRAPH_END.split(text.replace("\r\n", "\n")):
            builder.add("paragraph", paragraph)


def _plain(value: _Value) -> str:
    return collapse(value) if isinstance(value, str) and len(value) < _LONG_TEXT else ""


def _names(value: _Value) -> tuple[str, ...]:
    """Author names from a text, an object with a name, or a list of either."""
    items = value if isinstance(value, list) else [value]
    names = (_plain(item.first(_TITLES) if isinstance(item, _Object) else item) for item in items)
    return tuple(name for name in names if name)


def _date(value: _Value) -> datetime | None:
    """An ISO 8601 date or time; without a zone it is taken as UTC."""
    try:
        found = datetime.fromisoformat(_plain(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
