"""Ours, measured like the others: the public command ``rag ingest``, then questions through the composed service.

The ingestion is a process of its own whose start counts, and so does the conversion of the model on its first run
(name a kept folder in ``RAG_CACHE`` to leave it out); opening what it built falls between ``ingested_at`` and
``answered_at``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bench.rivals.contract import Passage, page_of, run

if TYPE_CHECKING:
    from rag.compose import Service


class Sourcebound:
    def ingest(self, folder: Path, state: Path) -> None:
        self._folder = folder
        os.environ["RAG_DATA"] = str(state / "data")
        os.environ.setdefault("RAG_CACHE", str(state / "cache"))
        _rag("ingest", str(folder))

    def count(self) -> int:
        return sum(document["chunks"] for document in _rag("documents")["documents"])

    def search(self, question: str, k: int) -> list[Passage]:
        found = self._service.search(question, k=k)
        return [(page_of(unquote(urlsplit(hit.uri).path), self._folder), hit.text) for hit in found]

    @cached_property
    def _service(self) -> Service:
        # Imported when needed, for the memory of the ingestion is that of the command alone.
        from rag.compose import open_service
        from rag.settings import Settings

        return open_service(Settings(), collection="default").__enter__()


def _rag(*arguments: str) -> Any:
    command = [str(Path(sys.executable).with_name("rag")), *arguments, "--json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


if __name__ == "__main__":
    run(Sourcebound())
