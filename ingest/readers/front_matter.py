"""The YAML front matter of a Markdown file, read as plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ingest.language import language_code
from ingest.readers.builder import collapse
from ingest.readers.dates import parse_date

_WITHIN = 1 << 15
_FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAMED = {"title", "author", "authors", "date", "created", "published", "updated", "modified", "lastmod", "lang"}
_NAMED |= {"language"}
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Stated facts; ``metadata`` has what else is said in single values or flat lists."""

    title: str | None = None
    language: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)


def front_matter(text: str) -> tuple[FrontMatter, str, str]:
    """What the front matter states, front matter that is no plain mapping (left to be read as text), and the rest."""
    fenced = _FENCED.match(text[:_WITHIN])
    if not fenced:
        return FrontMatter(), "", text
    rest = text[fenced.end() :]
    stated = _mapping(fenced[1])
    return (FrontMatter(), fenced[1], rest) if stated is None else (_facts(stated), "", rest)


def _mapping(source: str) -> Mapping[str, object] | None:
    import yaml  # type: ignore[import-untyped]

    try:
        loaded = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError):
        return None
    if not isinstance(loaded, dict):
        return None
    return {key.lower(): value for key, value in loaded.items() if isinstance(key, str)}


def _facts(stated: Mapping[str, object]) -> FrontMatter:
    authors = _texts(stated.get("author")) or _texts(stated.get("authors"))
    others = {key: ", ".join(_texts(value)) for key, value in stated.items() if key not in _NAMED}
    return FrontMatter(
        title=next(iter(_texts(stated.get("title"))), None),
        language=language_code(next(iter(_texts(stated.get("lang")) or _texts(stated.get("language"))), None)),
        created=_first_date(stated, ("date", "created", "published")),
        modified=_first_date(stated, ("updated", "modified", "lastmod")),
        authors=tuple(authors),
        metadata={key: value for key, value in others.items() if value},
    )


def _texts(value: object) -> list[str]:
    """The texts of a single value or a flat list; of objects, their ``name``. Nothing nested is unfolded."""
    items = value[:_LONGEST] if isinstance(value, list) else [value]
    plain = [item.get("name") if isinstance(item, dict) else item for item in items]
    return [collapse(str(item))[:_LONGEST] for item in plain if isinstance(item, (str, int, float, date)) and item]


def _first_date(stated: Mapping[str, object], keys: Sequence[str]) -> datetime | None:
    return next((found for key in keys for text in _texts(stated.get(key)) if (found := parse_date(text))), None)
