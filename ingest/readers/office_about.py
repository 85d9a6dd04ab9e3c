"""What an Office file says of itself: title, language, authors, dates, keywords."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.readers.builder import TextBuilder, collapse
from ingest.readers.package import Element, Package
from rag.types import Document, Page

_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_NO_TITLE = re.compile(
    r"microsoft word - .*|(untitled|document|dokument|unbenannt|powerpoint[ -]pr\S+)?\s*\d*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class About:
    """Stated facts; what is not stated is None or empty."""

    title: str
    language: str | None
    authors: tuple[str, ...]
    created: datetime | None
    modified: datetime | None
    metadata: dict[str, str]

    def document(
        self,
        builder: TextBuilder,
        media_type: str,
        *,
        title: str | None = None,
        pages: tuple[Page, ...] = (),
        warnings: tuple[str, ...] = (),
    ) -> Document:
        """The document that was built, with these facts; ``title`` is used where none is stated."""
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=media_type,
            title=self.title or title,
            language=self.language,
            authors=self.authors,
            created=self.created,
            modified=self.modified,
            pages=pages,
            metadata=self.metadata,
            warnings=warnings,
        )


def about(package: Package) -> About:
    """The core properties of a package."""
    core = package.properties()
    return About(
        title=_title(core),
        language=_text(core, _DUBLIN + "language") or None,
        authors=tuple(filter(None, map(collapse, _text(core, _DUBLIN + "creator").split(";")))),
        created=_date(_text(core, _TERMS + "created")),
        modified=_date(_text(core, _TERMS + "modified")),
        metadata=_metadata(core),
    )


def _text(core: Element | None, tag: str) -> str:
    return "" if core is None else collapse(core.findtext(tag) or "")


def _title(core: Element | None) -> str:
    """The title in the properties, unless it is one that a program made up."""
    title = _text(core, _DUBLIN + "title")
    return "" if _NO_TITLE.fullmatch(title) else title


def _metadata(core: Element | None) -> dict[str, str]:
    tags = {"subject": _DUBLIN + "subject", "keywords": _CORE + "keywords", "category": _CORE + "category"}
    return {key: text for key, tag in tags.items() if (text := _text(core, tag))}


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
