"""Sourcebound as a retriever of LangChain: every passage carries the place where it stands, to the character."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from rag.compose import make_service, open_catalog
from rag.embedding import Embedders
from rag.service import DEFAULT_HITS, Service
from rag.settings import Settings
from rag.types import Filter, Hit


class SourceboundRetriever(BaseRetriever):
    """Finds passages of one collection; safe to call from several threads and, as a runnable, with ``ainvoke``.

    ``k`` is how many passages at most (``invoke`` takes another), ``filter`` which documents may be searched. Raises
    InvalidRequest for an empty or overlong question or an odd ``k``. Answers, abstention and confidence are
    ``service.ask``, not this.
    """

    service: Service
    k: int = DEFAULT_HITS
    filter: Filter | None = None
    _opened: Callable[[], Service] | None = PrivateAttr(None)
    """Opens the service anew, for a collection that has changed its model."""

    @classmethod
    @contextmanager
    def open(
        cls,
        settings: Settings | None = None,
        collection: str = "default",
        *,
        k: int = DEFAULT_HITS,
        filter: Filter | None = None,
    ) -> Iterator[Self]:
        """A retriever on the data folder of the settings (default: of the environment), closed with the context.

        Raises what ``open_service`` raises.
        """
        chosen = settings or Settings()
        with open_catalog(chosen, create=False) as catalog:
            embedders = Embedders(chosen, catalog)

            def opened() -> Service:
                return make_service(chosen, catalog, collection, embedders.of(collection))

            retriever = cls(service=opened(), k=k, filter=filter)
            retriever._opened = opened
            yield retriever

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        # A chain may live for days; what was ingested or deleted meanwhile counts. Cheap when nothing was.
        self.service.index.catch_up()
        if self.service.index.superseded and self._opened is not None:
            self.service = self._opened()
        return [to_document(hit) for hit in self.service.search(query, self.k if k is None else k, self.filter)]


def to_document(hit: Hit) -> Document:
    """A hit as LangChain's document: ``page_content`` is ``text[start:end]`` of that version of the document.

    ``page`` is None for what has no pages. The id names the place, and stays the same when the index is built anew.
    """
    return Document(
        id=f"{hit.document_id}/{hit.version}/{hit.start}-{hit.end}",
        page_content=hit.text,
        metadata={
            "uri": hit.uri,
            "title": hit.title,
            "start": hit.start,
            "end": hit.end,
            "document_id": hit.document_id,
            "version": hit.version,
            "score": hit.score,
            "page": hit.page,
        },
    )
