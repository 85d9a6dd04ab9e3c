"""What an HTML page says of itself: title, language, dates, authors, description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from ingest.language import language_code
from ingest.readers.builder import collapse
from ingest.readers.dates import parse_date

_CREATED = (
    "article:published_time",
    "datepublished",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "date",
    "pubdate",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "revised")
_AUTHORS = ("author", "citation_author", "dcterms.creator", "dc.creator", "article:author")
_DESCRIPTIONS = ("description", "og:description", "dcterms.description")
_TITLES = ("og:title", "citation_title", "dcterms.title", "dc.title")
_LINKED_DATA_DATE = re.compile(r'"date(Published|Modified)"\s*:\s*"([^"\\]{4,40})"')
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class About:
    """Stated facts; what is not stated is None or empty."""

    title: str | None = None
    language: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)


def about(tree: LexborHTMLParser) -> About:
    """Read head and metadata; call it before the tree is reduced to its article."""
    stated = _metas(tree)
    linked = _linked_dates(tree)
    title = tree.css_first("head title")
    root = tree.css_first("html")
    declared = root.attributes.get("lang") or root.attributes.get("xml:lang") if root else None
    descriptions = {"description": _first(stated, _DESCRIPTIONS), "keywords": _first(stated, ("keywords",))}
    return About(
        title=(collapse(title.text()) if title else "")[:_LONGEST] or _first(stated, _TITLES),
        language=language_code(declared or _first(stated, ("content-language",))),
        created=_date(stated, _CREATED) or linked.get("Published"),
        modified=_date(stated, _MODIFIED) or linked.get("Modified"),
        authors=_authors(stated),
        metadata={key: value for key, value in descriptions.items() if value},
    )


def article_title(title: str | None, heading: str | None) -> str | None:
    """The title without the site's name, where it begins with the article's first heading."""
    if not title or not heading:
        return title or heading
    return heading if title.casefold().startswith(heading.casefold()) else title


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    stated: dict[str, list[str]] = {}
    for meta in tree.css("meta[content]"):
        attributes = meta.attributes
        name = next(filter(None, map(attributes.get, ("name", "property", "itemprop", "http-equiv"))), "")
        content = collapse((attributes.get("content") or "")[:_LONGEST])
        if name and content:
            stated.setdefault(name.lower(), []).append(content)
    return stated


def _linked_dates(tree: LexborHTMLParser) -> dict[str, datetime | None]:
    """The dates of schema.org data; searched, not parsed, for it may be broken or deeply nested."""
    found: dict[str, datetime | None] = {}
    for script in tree.css("script[type='application/ld+json']"):
        for key, value in _LINKED_DATA_DATE.findall(script.text()):
            found.setdefault(key, parse_date(value))
    return found


def _first(stated: dict[str, list[str]], names: Sequence[str]) -> str | None:
    return next((stated[name][0] for name in names if name in stated), None)


def _date(stated: dict[str, list[str]], names: Sequence[str]) -> datetime | None:
    return parse_date(_first(stated, names))


def _authors(stated: dict[str, list[str]]) -> tuple[str, ...]:
    """The names under the first key that holds any; addresses of profile pages are no names."""
    for key in _AUTHORS:
        names = [name for name in stated.get(key, []) if not name.startswith(("http:", "https:", "/"))]
        if names:
            return tuple(dict.fromkeys(names))
    return ()
