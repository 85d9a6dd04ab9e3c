"""Visibility, decided here and nowhere else: which candidates may be seen, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from rag.catalog.database import Database
from rag.catalog.documents import page_at
from rag.catalog.encoding import unpack_terms, unpack_vector
from rag.catalog.moments import stamp
from rag.catalog.prefix import begins_with
from rag.catalog.records import Passage, Structured
from rag.catalog.schema import chunks, documents, vectors, versions
from rag.catalog.spaces import Space, space_of
from rag.errors import NotFound, Purged
from rag.guard.suspicion import in_words
from rag.types import Block, Filter, Page


def seen_at(sequence: int) -> ColumnElement[bool]:
    """Whether a version may be seen by a process that has applied the changes up to ``sequence``.

    A version is seen when it was live at that sequence and has not been deleted since: so a delete acts at
    once in every process, also when the document comes back, and a document's versions never mix.
    """
    live = (versions.c.live_from <= sequence) & ~versions.c.deleted
    return live & (versions.c.replaced_at.is_(None) | (versions.c.replaced_at > sequence))


class Passages:
    """Reads what queries need of one collection; vectors are those of ``space``, else of the space that is live."""

    def __init__(self, database: Database, collection: int, space: Space | None = None) -> None:
        self._database = database
        self._collection = collection
        self._space = space

    def visible(self, chunk_ids: Sequence[int], sequence: int) -> dict[int, Passage]:
        """Those candidates that may be seen by a process that has applied the changes up to ``sequence``."""
        seen = seen_at(sequence)
        same_version = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
        query = select(
            chunks,
            versions.c.title,
            versions.c.language,
            documents.c.id.label("document_id"),
            documents.c.uri,
            vectors.c.vector,
        ).where(chunks.c.id.in_(chunk_ids) & (documents.c.collection == self._collection) & seen)
        with self._database.reading() as connection:
            space = self._space or space_of(connection, self._collection)
            if space is None:
                return {}
            joined = chunks.join(versions, same_version).join(documents, documents.c.number == chunks.c.document)
            rows = connection.execute(query.select_from(joined.join(vectors, space.same_text())))
            return {row.id: _passage(row) for row in rows}

    def span(self, passage: Passage, start: int, end: int) -> str:
        """``text[start:end]`` of the version that a passage comes from."""
        return self.quote(passage.document_id, passage.version, start, end) or ""

    def quote(self, document_id: str, version: int, start: int, end: int) -> str | None:
        """``text[start:end]`` of a version; None when the document or its text is not there."""
        query = (
            select(func.substr(versions.c.text, start + 1, end - start))
            .join(documents, documents.c.number == versions.c.document)
            .where((documents.c.id == document_id) & (versions.c.version == version) & ~versions.c.deleted)
        )
        with self._database.reading() as connection:
            quote: str | None = connection.execute(query).scalar()
        return quote

    def page_of(self, document_id: str, version: int, offset: int) -> int | None:
        """The page on which a character of a version stands, where the document has pages."""
        query = (
            select(versions.c.pages)
            .join(documents, documents.c.number == versions.c.document)
            .where((documents.c.id == document_id) & (versions.c.version == version))
        )
        with self._database.reading() as connection:
            pages = connection.execute(query).scalar() or []
        return page_at((Page(*page) for page in pages), offset)

    def matching(self, wanted: Filter) -> frozenset[int]:
        """The numbers of the documents whose live version passes the filter."""
        query = select(documents.c.number).join(
            versions, (versions.c.document == documents.c.number) & (versions.c.version == documents.c.version)
        )
        live = (documents.c.collection == self._collection) & ~documents.c.deleted
        with self._database.reading() as connection:
            return frozenset(connection.execute(query.where(live, *_conditions(wanted))).scalars())

    def languages(self) -> tuple[str, ...]:
        """The languages of the live documents."""
        live = (versions.c.collection == self._collection) & versions.c.replaced_at.is_(None)
        query = select(versions.c.language).where(live & versions.c.language.is_not(None)).distinct()
        with self._database.reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def text(self, document_id: str, version: int | None = None) -> tuple[str, int]:
        """Canonical text and version number; the newest version unless told otherwise.

        Raises NotFound for what never was or is deleted, Purged for a version whose text is gone.
        """
        query = (
            select(versions.c.text, versions.c.version)
            .join(documents, documents.c.number == versions.c.document)
            .where((documents.c.id == document_id) & (documents.c.collection == self._collection))
            .where(~versions.c.deleted)
            .where(versions.c.version == (documents.c.version if version is None else version))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(
                f"there is no text of document {document_id!r} in that version", "GET /v1/documents lists them"
            )
        if row.text is None:
            raise Purged(
                f"version {row.version} of document {document_id!r} has been purged", "ask for the newest version"
            )
        return row.text, row.version

    def structured(self, document_id: str) -> Structured:
        """The newest text of a document with its blocks; NotFound where there is none (any more)."""
        query = (
            select(documents.c.uri, versions.c.title, versions.c.language, versions.c.text, versions.c.blocks)
            .join(documents, documents.c.number == versions.c.document)
            .where((documents.c.id == document_id) & (documents.c.collection == self._collection))
            .where(~versions.c.deleted & versions.c.text.is_not(None) & (versions.c.version == documents.c.version))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(f"there is no text of document {document_id!r}", "GET /v1/documents lists them")
        blocks = tuple(Block(*block) for block in row.blocks)
        return Structured(row.uri, row.title, row.language, row.text, blocks)


def _passage(row: Any) -> Passage:
    return Passage(
        chunk_id=row.id,
        document=row.document,
        document_id=row.document_id,
        version=row.version,
        ordinal=row.ordinal,
        uri=row.uri,
        title=row.title,
        start=row.start,
        end=row.end,
        text=row.text,
        context=row.context,
        page=row.page,
        vector=unpack_vector(row.vector),
        terms=unpack_terms(row.terms),
        suspicion=in_words(row.suspicion),
        language=row.language,
    )


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.uri_prefix:
        conditions.append(begins_with(documents.c.uri, wanted.uri_prefix))
    if wanted.media_type:
        conditions.append(versions.c.media_type.in_(wanted.media_type))
    if wanted.language:
        conditions.append(versions.c.language.in_(wanted.language))
    if wanted.added_after:
        conditions.append(documents.c.added_at > stamp(wanted.added_after))
    if wanted.added_before:
        conditions.append(documents.c.added_at < stamp(wanted.added_before))
    for key, values in wanted.metadata.items():
        conditions.append(versions.c.metadata[key].as_string().in_(values))
    return conditions
