"""LangChain's documents as texts to be ingested, and back again with all that they said of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document

from ingest.texts import TextSource, text_source
from rag.errors import InvalidRequest

STORED = "langchain:///"
"""Documents of the vector store, by their id."""
LOADED = "loader:///"
"""Documents of a loader, by their source and their number in it."""
_WHOLE = "langchain"
"""The key under which a document's metadata are kept as they were; beside it each stands as text, to filter by."""


def store_uri(identifier: str) -> str:
    """The uri of a document of the vector store."""
    return STORED + quote(identifier, safe="")


def stored_source(identifier: str, text: str, metadata: Mapping[str, Any]) -> TextSource:
    """A document of the vector store as a text to be ingested."""
    return text_source(store_uri(identifier), text, metadata=_kept(metadata))


def restored(uri: str, text: str, kept: Mapping[str, str]) -> Document:
    """The document of the vector store that was kept so."""
    return Document(id=unquote(uri.removeprefix(STORED)), page_content=text, metadata=json.loads(kept[_WHOLE]))


def loaded_sources(loaded: BaseLoader | Iterable[Document]) -> Iterator[TextSource]:
    """What a loader gives, taken one by one; a later load of the same source replaces the earlier.

    Documents of one ``source`` (the pages of a file, say) are numbered in their order; one with an id is known by it.
    """
    numbers: dict[str, int] = {}
    for document in loaded.lazy_load() if isinstance(loaded, BaseLoader) else loaded:
        name = document.id or str(document.metadata.get("source") or "unnamed")
        number = numbers[name] = numbers.get(name, 0) + 1
        uri = LOADED + quote(name, safe="/:") + (f"#{number}" if number > 1 else "")
        title = document.metadata.get("title")
        shown = title if isinstance(title, str) and title.strip() else name.rstrip("/").rpartition("/")[2]
        yield text_source(uri, document.page_content, shown, _kept(document.metadata))


def _kept(metadata: Mapping[str, Any]) -> dict[str, str]:
    try:
        whole = json.dumps(dict(metadata), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidRequest(f"the metadata of a document are no JSON: {error}", "keep to texts and numbers") from None
    plain = {key: value if isinstance(value, str) else json.dumps(value) for key, value in metadata.items()}
    return plain | {_WHOLE: whole}
