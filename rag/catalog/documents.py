"""Documents and their versions: stored whole in one transaction, replaced and deleted in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from rag.catalog.changes import next_sequence, record_change
from rag.catalog.collections import other_model
from rag.catalog.database import Database
from rag.catalog.encoding import pack_terms, pack_vector
from rag.catalog.evaluations import forget_answers_of_runs
from rag.catalog.feedback import forget_judgements
from rag.catalog.journal import forget_answers
from rag.catalog.moments import stamp
from rag.catalog.paid import paid_for
from rag.catalog.records import EmbeddedChunk, NewVersion, Stored
from rag.catalog.schema import chunks, documents, embedders, vectors, versions
from rag.catalog.spaces import space_of
from rag.catalog.upsert import insert_missing
from rag.errors import NotFound
from rag.types import Document, Page

ON_ITS_WAY = ("queued", "reading", "embedding")
"""The states of a document before it is ready or failed, in the order in which it passes them."""


def document_id(collection: str, uri: str) -> str:
    """A document is its collection and uri; 24 hexadecimal digits name it everywhere."""
    return hashlib.blake2b(f"{collection}\0{uri}".encode(), digest_size=12).hexdigest()


class MissingVectors(Exception):
    """A document counts on vectors that are not there any more: what it shared texts with has been purged."""

    def __init__(self, text_hashes: set[bytes]) -> None:
        self.text_hashes = text_hashes
        super().__init__(f"{len(text_hashes)} texts have no vector")


class DocumentWriter:
    """Writes the documents of one collection."""

    def __init__(self, database: Database, collection: int, name: str) -> None:
        self._database = database
        self._collection = collection
        self._name = name

    def known(self) -> dict[str, tuple[str, str]]:
        """uri -> (content hash, recipe) of every live document, to tell what is unchanged."""
        query = select(documents.c.uri, versions.c.content_hash, versions.c.recipe).select_from(
            documents.join(
                versions, (versions.c.document == documents.c.number) & (versions.c.version == documents.c.version)
            )
        )
        live = (documents.c.collection == self._collection) & ~documents.c.deleted & versions.c.replaced_at.is_(None)
        with self._database.reading() as connection:
            return {uri: (content_hash, recipe) for uri, content_hash, recipe in connection.execute(query.where(live))}

    def announce(self, uri: str) -> str:
        """Note that a document is on its way, and return its id; its live version, if any, stays live."""
        with self._database.writing() as connection:
            row = self._row(connection, uri)
            if row is None:
                self._add(connection, uri, {"state": "queued"})
            else:
                queued = {"state": "queued", "reason": None, "deleted": False, "updated_at": stamp()}
                connection.execute(update(documents).where(documents.c.number == row["number"]).values(queued))
        return document_id(self._name, uri)

    def advance(self, uri: str, state: str) -> None:
        """Note how far a document that was announced has come; any other is left as it is."""
        on_its_way = self._named(uri) & ~documents.c.deleted & documents.c.state.in_(ON_ITS_WAY)
        with self._database.writing() as connection:
            connection.execute(update(documents).where(on_its_way).values(state=state, updated_at=stamp()))

    def announce_unchanged(self, uris: Collection[str]) -> None:
        """Note that what these sources hold is what is stored: they are ready, and no failure stands any more."""
        outdated = documents.c.state.in_(ON_ITS_WAY) | documents.c.reason.is_not(None)
        mine = (documents.c.collection == self._collection) & ~documents.c.deleted & (documents.c.version > 0)
        wanted = set(uris)
        with self._database.reading() as connection:
            rows = connection.execute(select(documents.c.number, documents.c.uri).where(mine & outdated))
            numbers = [number for number, uri in rows if uri in wanted]
        if not numbers:
            return
        ready = {"state": "ready", "reason": None, "updated_at": stamp()}
        with self._database.writing() as connection:
            connection.execute(update(documents).where(documents.c.number.in_(numbers)).values(ready))

    def announce_failure(self, uri: str, reason: str, *, revive: bool = True) -> None:
        """Note why the newest state of a source could not be stored; a live version stays live and ready.

        Without ``revive`` a document that was deleted meanwhile stays so.
        """
        with self._database.writing() as connection:
            row = self._row(connection, uri)
            if row is None:
                self._add(connection, uri, {"state": "failed", "reason": reason})
                return
            if row["deleted"] and not revive:
                return
            lives = self._has_live_version(connection, row["number"])
            failed = {
                "state": "ready" if lives else "failed",
                "reason": reason,
                "deleted": False,
                "updated_at": stamp(),
            }
            connection.execute(update(documents).where(documents.c.number == row["number"]).values(failed))

    def store(self, new: NewVersion, *, revive: bool = True) -> Stored:
        """Store a version with its chunks and vectors and make it the live one; all of it or nothing.

        Without ``revive``, NotFound when the document was deleted since it was announced. MissingVectors when a
        chunk that came without a vector has none in the catalog either. OtherModel when the collection's model has been
        changed since its texts were embedded: what is stored is found from its commit on, or not stored.
        """
        with self._database.writing() as connection:
            row = self._row(connection, new.uri)
            if row is not None and row["deleted"] and not revive:
                raise NotFound(f"{new.uri!r} was deleted meanwhile")
            number = row["number"] if row else self._add(connection, new.uri, {"state": "reading"})
            same = self._same(connection, number, new)
            if same is not None:
                return same
            version = (row["version"] if row else 0) + 1
            self._check_model(connection, new.embedder)
            sequence = next_sequence(connection)
            replaced = self._retire(connection, number, sequence)
            connection.execute(insert(versions).values(self._version(new, number, version, sequence)))
            _store_vectors(connection, new)
            if new.chunks:
                connection.execute(
                    insert(chunks), [_chunk(c, n, new, number, version) for n, c in enumerate(new.chunks)]
                )
            live = {"version": version, "state": "ready", "reason": None, "deleted": False, "updated_at": stamp()}
            connection.execute(update(documents).where(documents.c.number == number).values(live))
            record_change(connection, sequence, self._collection, "put", number, version)
        return Stored(document_id(self._name, new.uri), version, sequence, replaced)

    def _same(self, connection: Connection, number: int, new: NewVersion) -> Stored | None:
        """The live version, where it was read from the same bytes in the same way."""
        equal = (versions.c.content_hash == new.content_hash) & (versions.c.recipe == new.recipe)
        live = (versions.c.document == number) & versions.c.replaced_at.is_(None)
        row = connection.execute(select(versions.c.version, versions.c.live_from).where(live & equal)).first()
        if row is None:
            return None
        ready = {"state": "ready", "reason": None, "updated_at": stamp()}
        connection.execute(update(documents).where(documents.c.number == number).values(ready))
        return Stored(document_id(self._name, new.uri), row.version, row.live_from, replaced=False, new=False)

    def delete(self, key: str) -> str:
        """Delete a document by id or uri; it is in no result from this commit on. Returns its id."""
        with self._database.writing() as connection:
            query = select(documents).where(
                (documents.c.collection == self._collection)
                & ((documents.c.id == key) | (documents.c.uri == key))
                & ~documents.c.deleted
            )
            row = connection.execute(query).mappings().first()
            if row is None:
                raise NotFound(f"no document {key!r} in collection {self._name!r}", "rag documents lists them")
            sequence = next_sequence(connection)
            self._retire(connection, row["number"], sequence)
            every = versions.c.document == row["number"]
            connection.execute(update(versions).where(every).values(deleted=True))
            gone = {"deleted": True, "state": "deleted", "updated_at": stamp()}
            connection.execute(update(documents).where(documents.c.number == row["number"]).values(gone))
            record_change(connection, sequence, self._collection, "delete", row["number"], row["version"])
            forget_answers(connection, row["id"])
            forget_judgements(connection, row["id"])
            forget_answers_of_runs(connection, row["id"])
        return str(row["id"])

    def _check_model(self, connection: Connection, embedder: int) -> None:
        space = space_of(connection, self._collection)
        identity = connection.execute(select(embedders.c.identity).where(embedders.c.id == embedder)).scalar_one()
        if space is not None and not space.takes(identity, embedder):
            raise other_model(connection, space, identity)

    def _row(self, connection: Connection, uri: str) -> RowMapping | None:
        return connection.execute(select(documents).where(self._named(uri))).mappings().first()

    def _named(self, uri: str) -> ColumnElement[bool]:
        return (documents.c.collection == self._collection) & (documents.c.uri == uri)

    def _add(self, connection: Connection, uri: str, values: Mapping[str, Any]) -> int:
        now = stamp()
        row = {
            "id": document_id(self._name, uri),
            "collection": self._collection,
            "uri": uri,
            "version": 0,
            "deleted": False,
            "added_at": now,
            "updated_at": now,
        }
        result = connection.execute(insert(documents).values(row | dict(values)).returning(documents.c.number))
        return int(result.scalar_one())

    @staticmethod
    def _has_live_version(connection: Connection, number: int) -> bool:
        live = (versions.c.document == number) & versions.c.replaced_at.is_(None)
        return connection.execute(select(versions.c.version).where(live)).first() is not None

    @staticmethod
    def _retire(connection: Connection, number: int, sequence: int) -> bool:
        live = (versions.c.document == number) & versions.c.replaced_at.is_(None)
        result = connection.execute(update(versions).where(live).values(replaced_at=sequence, replaced_on=stamp()))
        return result.rowcount > 0

    def _version(self, new: NewVersion, number: int, version: int, sequence: int) -> dict[str, Any]:
        return {
            "document": number,
            "version": version,
            "collection": self._collection,
            "content_hash": new.content_hash,
            "recipe": new.recipe,
            "added_at": stamp(),
            "live_from": sequence,
        } | _facts(new.document)


def _facts(document: Document) -> dict[str, Any]:
    return {
        "media_type": document.media_type,
        "title": document.title,
        "language": document.language,
        "created": stamp(document.created) if document.created else None,
        "modified": stamp(document.modified) if document.modified else None,
        "authors": list(document.authors),
        "metadata": dict(document.metadata),
        "warnings": list(document.warnings),
        "text": document.text,
        "blocks": [[block.kind, block.start, block.end, block.level] for block in document.blocks],
        "pages": [[page.number, page.start, page.end] for page in document.pages],
    }


def _chunk(embedded: EmbeddedChunk, ordinal: int, new: NewVersion, number: int, version: int) -> dict[str, Any]:
    chunk = embedded.chunk
    return {
        "document": number,
        "version": version,
        "ordinal": ordinal,
        "start": chunk.start,
        "end": chunk.end,
        "page": page_at(new.document.pages, chunk.start),
        "context": chunk.context,
        "text": new.document.text[chunk.start : chunk.end],
        "embedder": new.embedder,
        "text_hash": embedded.text_hash,
        "terms": pack_terms(embedded.terms),
        "suspicion": None if chunk.suspicion is None else dict(chunk.suspicion),
    }


def page_at(pages: Iterable[Page], offset: int) -> int | None:
    """The number of the page on which a character stands."""
    return next((page.number for page in pages if page.start <= offset < page.end), None)


def _store_vectors(connection: Connection, new: NewVersion) -> None:
    rows = {
        chunk.text_hash: {"embedder": new.embedder, "text_hash": chunk.text_hash, "vector": pack_vector(chunk.vector)}
        for chunk in new.chunks
        if chunk.vector is not None
    }
    insert_missing(connection, vectors, list(rows.values()))
    shared = {chunk.text_hash for chunk in new.chunks} - set(rows)
    if missing := shared - paid_for(connection, new.embedder, list(shared)):
        raise MissingVectors(missing)
