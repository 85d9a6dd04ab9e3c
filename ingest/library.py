"""Sourcebound for programs: from a folder to an answer in five lines, with the objects that every door uses."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ingest.report import Report
from ingest.run import Ingestion, Quiet
from ingest.texts import TextSource
from rag.compose import make_language_model, make_service, open_catalog
from rag.embedding import Embedders
from rag.errors import NotFound
from rag.removal import remove
from rag.service import DEFAULT_HITS, Service
from rag.settings import Settings
from rag.types import Answer, Filter, Hit, Turn

if TYPE_CHECKING:
    from langchain_core.document_loaders import BaseLoader
    from langchain_core.documents import Document

    from rag.catalog.records import DocumentRow
    from rag.protocols import Embedder, LanguageModel


class Sourcebound:
    """One collection of a data folder, which is made when it is new; safe to use from several threads.

    ::

        from rag import Sourcebound

        with Sourcebound("my-data") as documents:
            documents.add("manuals/")
            print(documents.ask("How long is the warranty?").text)

    Settings come from ``RAG_*`` variables unless they are given. The model is loaded when it is needed. Errors are
    those of ``rag.errors``.
    """

    def __init__(
        self, data: str | os.PathLike[str] | None = None, collection: str = "default", settings: Settings | None = None
    ) -> None:
        settings = settings or Settings()
        self.settings = settings if data is None else settings.model_copy(update={"data": Path(data)})
        self.collection = collection
        self._closing = ExitStack()
        self._catalog = self._closing.enter_context(open_catalog(self.settings))
        self._shelf = self._catalog.open_shelf(collection)
        self._embedders = Embedders(self.settings, self._catalog)
        self._held: Embedder | None = None
        self._service: Service | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the data folder."""
        self._closing.close()

    @property
    def embedder(self) -> Embedder:
        """What embeds documents and questions now; held, so that it is loaded once."""
        self._held = self._embedders.of(self.collection)
        return self._held

    @cached_property
    def _language_model(self) -> LanguageModel | None:
        return make_language_model(self.settings)

    @property
    def service(self) -> Service:
        """What answers, with all that is committed now."""
        if self._service is not None:
            self._service.index.catch_up()
        if self._service is None or self._service.index.superseded:
            embedder, model = self.embedder, self._language_model
            self._service = make_service(self.settings, self._catalog, self.collection, embedder, language_model=model)
        return self._service

    def add(self, *sources: str | os.PathLike[str], forget: bool = False) -> Report:
        """Ingest files, folders, patterns or URLs; what failed is in the report.

        ``forget`` deletes the documents that have left the given folders. InvalidRequest when a source names nothing.
        """
        return self._ingestion.sources([os.fspath(source) for source in sources], Quiet(), forget=forget)

    def add_texts(self, name: str, texts: Iterable[TextSource]) -> Report:
        """Ingest texts made by ``ingest.texts.text_source``; ``name`` says in the journal where they come from."""
        return self._ingestion.texts(name, texts, Quiet())

    def add_documents(self, loaded: BaseLoader | Iterable[Document]) -> Report:
        """Ingest what a document loader of LangChain gives, or such documents; their metadata can be filtered by."""
        from ingest.langchain_documents import LOADED, loaded_sources

        return self.add_texts(LOADED, loaded_sources(loaded))

    def ask(
        self, question: str, k: int = DEFAULT_HITS, history: Sequence[Turn] = (), filter: Filter | None = None
    ) -> Answer:
        """A grounded answer or an abstention."""
        return self.service.ask(question, k, history, filter)

    def search(self, question: str, k: int = DEFAULT_HITS, filter: Filter | None = None) -> list[Hit]:
        """The k best passages."""
        return self.service.search(question, k, filter)

    def documents(self) -> list[DocumentRow]:
        """Every document, in the order in which they were added."""
        rows, cursor = self._shelf.listing.page(1000)
        while cursor is not None:
            more, cursor = self._shelf.listing.page(1000, cursor)
            rows += more
        return rows

    def document(self, document_id: str) -> DocumentRow:
        """One of them; NotFound when there is none."""
        return self._shelf.listing.get(document_id)

    def text(self, document_id: str, version: int | None = None) -> str:
        """The text that citations point into: of the newest version unless told otherwise."""
        return self._shelf.passages.text(document_id, version)[0]

    def delete(self, key: str) -> bool:
        """Delete a document by id or uri; it is in no result from now on. False when there is none."""
        try:
            remove(self._shelf, self.settings.data.expanduser(), key)
        except NotFound:
            return False
        return True

    @property
    def _ingestion(self) -> Ingestion:
        return Ingestion(self.settings, self._catalog, self.collection, self._embedders)
