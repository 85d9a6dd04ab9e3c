"""What goes into the catalog and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.types import Block, Chunk, Document, FloatVector, Page, Points, SparseVector

if TYPE_CHECKING:
    from rag.catalog.spaces import Space


@dataclass(frozen=True, slots=True)
class EmbeddedChunk:
    """A chunk ready to be stored; ``vector`` is None when the catalog already has one for its text."""

    chunk: Chunk
    text_hash: bytes
    terms: SparseVector
    vector: FloatVector | None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A document read, split and embedded, to be stored in one transaction."""

    uri: str
    content_hash: str
    recipe: str
    document: Document
    chunks: Sequence[EmbeddedChunk]
    embedder: int


@dataclass(frozen=True, slots=True)
class Visit:
    """What a crawl keeps of a page beside its text: the hash of its bytes, and what it and its server told."""

    uri: str
    content_hash: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a version did; not ``new`` when another process had stored the very same meanwhile."""

    document_id: str
    version: int
    sequence: int
    replaced: bool
    new: bool = True


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A version as whoever looks at it needs it; ``characters`` is the length of its text in code points."""

    uri: str
    version: int
    title: str | None
    media_type: str
    content_hash: str
    characters: int
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as listed: its newest version's facts, or its state alone before the first."""

    id: str
    uri: str
    state: str
    reason: str | None
    version: int
    title: str | None
    media_type: str | None
    language: str | None
    authors: Sequence[str]
    created: str | None
    modified: str | None
    added_at: str
    updated_at: str
    chunks: int
    characters: int
    warnings: Sequence[str]
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents to list; all given parts must hold, empty ones do not restrict.

    ``text`` is looked for in titles and uris, whatever its case.
    """

    text: str = ""
    state: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents there are by state and by media type, each as far as the rest of a selection goes."""

    states: Mapping[str, int]
    media_types: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A visible chunk with what fusion needs of it and a hit of its document."""

    chunk_id: int
    document: int
    document_id: str
    version: int
    ordinal: int
    uri: str
    title: str | None
    start: int
    end: int
    text: str
    context: str
    page: int | None
    vector: FloatVector
    terms: SparseVector
    suspicion: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Structured:
    """The newest text of a document with its structure."""

    uri: str
    title: str | None
    language: str | None
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """A base: where it lies (an empty path: it is yet to be built) and what of the change log it holds."""

    id: int
    collection: int
    engine: str
    model: str
    dimension: int
    sequence: int
    points: int
    path: str
    embedder: int | None = None

    @property
    def space(self) -> Space:
        """Whose vectors it holds."""
        # Records are read by commands that start without the database's toolkit.
        from rag.catalog.spaces import Space

        return Space(self.model, self.embedder)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two sequence numbers: ``versions`` names the (document, version) pairs that left."""

    sequence: int
    added: Sequence[tuple[tuple[int, int], Points]] = ()
    left: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Sizes of a collection."""

    documents: int
    chunks: int
    languages: Sequence[str] = field(default_factory=tuple)
