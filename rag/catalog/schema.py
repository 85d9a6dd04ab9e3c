"""The tables of the catalog, the truth from which every index is derived.

Times are ISO 8601 in UTC as text, which sorts by time on every database. Sequence numbers come from one
counter row, taken in the transaction of the change they number, so they follow commit order.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.schema import ForeignKeyConstraint

REVISION = "0007"
"""The newest migration; a test compares it with the migrations and the migrated schema with this file."""

# SQLite counts rows up by itself only for INTEGER, PostgreSQL needs BIGINT for large tables.
BigKey = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

embedders = Table(
    "embedders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", Text, nullable=False, unique=True),
    Column("dimension", Integer, nullable=False),
    Column("source", Text, doc="the name or folder it was opened by"),
)

collections = Table(
    "collections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("model", Text, doc="weights that embed this collection, without engine and precision"),
    Column("generation", Integer, doc="the live generation; NULL before the first base"),
    Column("embedder", Integer, doc="the only one whose vectors count; NULL: whichever of the model embedded a chunk"),
    Column("candidate", Integer, doc="the generation that is to be rehearsed and swapped to"),
    Column("previous", Integer, doc="the generation to roll back to"),
    Column("calibration", JSON, doc="the answer threshold chosen on questions of its own, and how; NULL: none"),
    Column("created_at", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("number", Integer, primary_key=True, doc="what indexes filter by"),
    Column("id", Text, nullable=False, unique=True, doc="what the public sees"),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("uri", Text, nullable=False),
    Column("state", Text, nullable=False, doc="queued, reading, embedding, ready, failed"),
    Column("reason", Text, doc="why it failed"),
    Column("version", Integer, nullable=False, doc="the newest version; 0 before the first"),
    Column("deleted", Boolean, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    UniqueConstraint("collection", "uri"),
)

versions = Table(
    "versions",
    metadata,
    Column("document", ForeignKey("documents.number"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("content_hash", Text, nullable=False, doc="of the source bytes"),
    Column("recipe", Text, nullable=False, doc="how it was read and split; another recipe means read again"),
    Column("media_type", Text, nullable=False),
    Column("title", Text),
    Column("language", Text),
    Column("created", Text),
    Column("modified", Text),
    Column("authors", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("text", Text, doc="canonical text; NULL once purged"),
    Column("blocks", JSON, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("live_from", BigInteger, nullable=False),
    Column("replaced_at", BigInteger, doc="sequence at which it was replaced or deleted"),
    Column("replaced_on", Text, doc="the time of that"),
    Column("deleted", Boolean, nullable=False, server_default=false(), doc="gone for good, should its document return"),
    Column(
        "visit", JSON(none_as_null=True), doc="what the page and its server told a crawl; NULL: not crawled, or purged"
    ),
    Index(None, "collection", "live_from"),
    Index(None, "collection", "replaced_at"),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("document", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer, doc="on which it begins, where the document has pages"),
    Column("context", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("embedder", ForeignKey("embedders.id"), nullable=False),
    Column("text_hash", LargeBinary, nullable=False, doc="of the embedded text, context included"),
    Column("terms", LargeBinary, nullable=False, doc="uint32 terms, then their float16 weights"),
    Column("suspicion", JSON(none_as_null=True), doc="why it is kept from language models; NULL: nothing was found"),
    ForeignKeyConstraint(["document", "version"], ["versions.document", "versions.version"], ondelete="CASCADE"),
    UniqueConstraint("document", "version", "ordinal"),
    Index(None, "text_hash"),
    # Never reuse the id of a deleted chunk: an old generation may still hold a point of that id.
    sqlite_autoincrement=True,
)

vectors = Table(
    "vectors",
    metadata,
    Column("embedder", ForeignKey("embedders.id"), primary_key=True),
    Column("text_hash", LargeBinary, primary_key=True),
    Column("vector", LargeBinary, nullable=False, doc="float16"),
    sqlite_with_rowid=False,
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("kind", Text, nullable=False, doc="put or delete"),
    Column("document", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

generations = Table(
    "generations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("engine", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("embedder", Integer, doc="as in collections"),
    Column("dimension", Integer, nullable=False),
    Column("sequence", BigInteger, nullable=False, doc="what of the change log it holds"),
    Column("points", Integer, nullable=False),
    Column("path", Text, nullable=False, doc="relative to the data folder; empty: its base is yet to be built"),
    Column("created_at", Text, nullable=False),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("expires_at", Float, nullable=False, doc="seconds since 1970"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text, doc="NULL while it runs, and for ever when it was interrupted"),
    Column("arguments", JSON, nullable=False),
    Column("report", JSON),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("at", Text, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("answer", Text),
    Column("documents", JSON, nullable=False, doc="ids of the cited documents"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("at", Text, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, doc="what was judged; NULL where the service abstained"),
    Column("confidence", Float),
    Column("verdict", Text, nullable=False, doc="up or down"),
    Column("reason", Text, doc="what was wrong, in the words of whoever judged"),
    Column("correction", Text, doc="the right answer, where one was given"),
    Column("citations", JSON, nullable=False, doc="document, version, start and end of each proof"),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("collection", ForeignKey("collections.id"), nullable=False),
    Column("at", Text, nullable=False),
    Column("name", Text, nullable=False, doc="of the gold file, or what its user called the run"),
    Column("questions", Integer, nullable=False),
    Column("figures", JSON, nullable=False, doc="what a list of runs shows"),
    Column("run", JSON, nullable=False, doc="all of it, as rag eval --json prints it"),
    Index(None, "collection", "at"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True, doc="the public part of the key"),
    Column("name", Text, nullable=False, doc="whose it is"),
    Column("hash", LargeBinary, nullable=False, doc="of the secret part; the secret is nowhere"),
    Column("scopes", JSON, nullable=False, doc="read, write"),
    Column("collections", JSON, doc="those it opens; NULL: all"),
    Column("created_at", Text, nullable=False),
    Column("revoked_at", Text),
)
