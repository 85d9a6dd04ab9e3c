"""A collection as a vector store of LangChain."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from ingest.langchain_documents import STORED, restored, store_uri, stored_source
from ingest.library import Sourcebound
from rag.catalog.documents import document_id
from rag.errors import InvalidRequest, NotFound, Purged
from rag.langchain import to_document
from rag.protocols import Embedder
from rag.service import MOST_HITS
from rag.types import FloatVector, Hit


class SourceboundEmbeddings(Embeddings):
    """The embedder of a collection, as LangChain calls one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A unit vector for each text."""
        return [[float(value) for value in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """As a document: this model makes no difference."""
        return self.embed_documents([text])[0]


class SourceboundVectorStore(VectorStore):
    """Adds, deletes and finds documents of one collection; those that were ingested in other ways are found too.

    A document that is longer than the model reads is found by the best of its parts and returned whole. Similarity is
    the cosine of the vectors alone; ``SourceboundRetriever`` weighs words too, and finds better.
    """

    def __init__(self, documents: Sourcebound) -> None:
        self._documents = documents

    @classmethod
    @contextmanager
    def open(cls, data: str | None = None, collection: str = "default") -> Iterator[Self]:
        """A store on a data folder (default: of the settings), closed with the context."""
        with Sourcebound(data, collection) as documents:
            yield cls(documents)

    @property
    def embeddings(self) -> SourceboundEmbeddings:
        """What embeds the documents of this collection."""
        return SourceboundEmbeddings(self._documents.embedder)

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: Sequence[str | None] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Add documents, or replace those of the same ids; they can be found when this returns. Returns their ids.

        Raises InvalidRequest for counts that differ, metadata that are no JSON, and a text with nothing in it: the
        others are added all the same.
        """
        texts = list(texts)
        metadatas = [{} for _ in texts] if metadatas is None else metadatas
        given = [None] * len(texts) if ids is None else ids
        if not len(texts) == len(metadatas) == len(given):
            raise InvalidRequest(f"there are {len(texts)} texts, {len(metadatas)} metadata and {len(given)} ids")
        names = [name or str(uuid.uuid4()) for name in given]
        sources = [stored_source(*each) for each in zip(names, texts, metadatas, strict=True)]
        # Of two with the same id the later one counts.
        report = self._documents.add_texts(STORED, {source.uri: source for source in sources}.values())
        if report.failures:
            raise InvalidRequest(f"{report.failures[0].uri} was not added: {report.failures[0].reason}")
        return names

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool:
        """Delete documents by their ids; what is not there is no error. InvalidRequest without ids: never all."""
        if ids is None:
            raise InvalidRequest("which documents are to be deleted?", "give their ids")
        for name in ids:
            self._documents.delete(store_uri(name))
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Those of the documents that are there, in the order of the ids."""
        uris = [store_uri(name) for name in ids]
        found = (self._stored(uri, document_id(self._documents.collection, uri)) for uri in uris)
        return [document for document in found if document is not None]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The k documents nearest in meaning, nearest first."""
        return [document for document, _ in self.similarity_search_with_score(query, k)]

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:
        """The same, each with the cosine of its best part; 1 is nearest."""
        return self._nearest(self._documents.embedder.embed([query])[0], k)

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **kwargs: Any) -> list[Document]:
        """The k documents nearest to a vector of this collection's model; InvalidRequest for one of another size."""
        return [document for document, _ in self._nearest(np.asarray(embedding, np.float32), k)]

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings | None = None,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        documents: Sourcebound | None = None,
        **kwargs: Any,
    ) -> Self:
        """A store with these texts, on an opened Sourcebound or, by default, on the data folder of the settings.

        Documents are embedded with the model of their collection, so another ``embedding`` is refused.
        """
        if embedding is not None and not isinstance(embedding, SourceboundEmbeddings):
            raise InvalidRequest("a collection has an embedder of its own", "leave it out; RAG_EMBEDDER chooses it")
        store = cls(documents or Sourcebound())
        store.add_texts(texts, metadatas, ids=ids)
        return store

    def _select_relevance_score_fn(self) -> Any:
        return lambda cosine: max(0.0, cosine)

    def _nearest(self, vector: FloatVector, k: int) -> list[tuple[Document, float]]:
        if not 1 <= k <= MOST_HITS:
            raise InvalidRequest(f"k is {k}", f"choose from 1 to {MOST_HITS}")
        best: dict[str, Hit] = {}
        service, wanted = self._documents.service, k
        while True:
            hits = service.near(vector, wanted)
            for hit in hits:
                best.setdefault(hit.document_id, hit)
            if len(best) >= k or len(hits) < wanted:
                break
            # Several parts of one document were among them: look further.
            wanted *= 2
        found = [(self._found(hit), hit.score) for hit in list(best.values())[:k]]
        return [(document, score) for document, score in found if document is not None]

    def _found(self, hit: Hit) -> Document | None:
        """What was added, whole; of a document that was ingested otherwise the passage with its place."""
        return self._stored(hit.uri, hit.document_id) if hit.uri.startswith(STORED) else to_document(hit)

    def _stored(self, uri: str, identifier: str) -> Document | None:
        try:
            row = self._documents.document(identifier)
            return restored(uri, self._documents.text(identifier, row.version), row.metadata)
        except (NotFound, Purged):
            return None
