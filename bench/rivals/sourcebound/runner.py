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
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bench.rivals.contract import Passage, page_of, run

if TYPE_CHECKING:
    from rag.service import Service


class Sourcebound:
    def __init__(self) -> None:
        self._open = ExitStack()

    def ingest(self, folder: Path, state: Path) -> None:
        self._folder = folder
        os.environ["RAG_DATA"] = str(state / "data")
        os.environ.setdefault("RAG_CACHE", str(state / "cache"))
        self._chunks = _rag("ingest", str(folder))["chunks"]

    def count(self) -> int:
        return int(self._chunks)

    def search(self, question: str, k: int) -> list[Passage]:
        found = self._service.search(question, k=k)
        return [(page_of(unquote(urlsplit(hit.uri).path), self._folder), hit.text) for hit in found]

    @cached_property
    def _service(self) -> Service:
        # Imported when needed: while the command ingests, this process only waits.
        from rag.compose import open_service
        from rag.settings import Settings

        return self._open.enter_context(open_service(Settings()))


def _rag(*arguments: str) -> Any:
    command = [str(Path(sys.executable).with_name("rag")), *arguments, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE)
    sys.stdout.buffer.write(done.stdout)
    if done.returncode not in (0, 1):  # 1: some page could not be stored and is named; the others are.
        raise SystemExit(done.returncode)
    return json.loads(done.stdout)


if __name__ == "__main__":
    run(Sourcebound())
