"""What OpenAI's clients call models: each collection answers as one, and so does what embeds and what reads.

``sourcebound`` answers from the default collection, ``sourcebound/NAME`` from another. The embedder is known by its
own name, the reader as ``sourcebound-reader``.
"""

from __future__ import annotations

from api.backend import DEFAULT_COLLECTION, Backend
from api.openai_errors import NoSuchModel
from rag.catalog.spaces import model_of
from rag.errors import NotFound

ANSWERER = "sourcebound"
READER = "sourcebound-reader"


def model_of_collection(name: str) -> str:
    """The model that answers from a collection."""
    return ANSWERER if name == DEFAULT_COLLECTION else f"{ANSWERER}/{name}"


def collection_of_model(backend: Backend, model: str) -> str:
    """The collection that a model answers from; NoSuchModel where there is none, or none that the caller may know."""
    name, _, collection = model.partition("/")
    collection = collection if "/" in model else DEFAULT_COLLECTION
    if name != ANSWERER:
        raise NoSuchModel(model)
    try:
        backend.catalog.collections.find(collection)
    except NotFound:
        raise NoSuchModel(model) from None
    return collection


def embedding_model(backend: Backend) -> str:
    """The embedder's own name, without the hash of its weights."""
    return model_of(backend.embedder.identity).rpartition("@")[0]


def check_model(asked: str, is_called: str) -> None:
    """NoSuchModel where another model is asked for than the one there is."""
    if asked != is_called:
        raise NoSuchModel(asked)
