"""The one place that turns settings into objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag.catalog.catalog import Catalog
from rag.errors import NotFound, StorageError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.answer.answerer import Answerer
    from rag.answer.ground import Source
    from rag.catalog.catalog import Shelf
    from rag.catalog.collections import Collections
    from rag.catalog.generations import Role
    from rag.catalog.passages import Passages
    from rag.catalog.spaces import Space
    from rag.explain.explainer import Explainer
    from rag.explain.stages import Stages
    from rag.protocols import Embedder, JointReader, LanguageModel, PassageReader
    from rag.service import Service
    from rag.writing.responder import Responder


def catalog_url(settings: Settings) -> str:
    """The catalog's URL: PostgreSQL where one is set, else SQLite in the data folder."""
    return settings.catalog_url or f"sqlite:///{settings.data.expanduser().resolve()}/catalog.db"


@contextmanager
def open_catalog(settings: Settings, *, create: bool = True) -> Iterator[Catalog]:
    """The catalog of the data folder, made when it is new; NotFound where it must not be made and is not there."""
    if not create and not settings.data.expanduser().is_dir():
        raise NotFound(f"there is no data folder {settings.data}", "rag ingest PATH makes it; --data names another")
    try:
        settings.data.expanduser().mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        cause = f"the data folder {settings.data} cannot be made ({error.strerror})"
        raise StorageError(cause, "choose another with --data or RAG_DATA") from error
    catalog = Catalog(catalog_url(settings))
    try:
        yield catalog
    finally:
        catalog.close()


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; ModelError when it is absent or another one."""
    from rag.embedders import open_embedder

    return open_embedder(settings)


def collection_embedder(settings: Settings, catalog: Catalog, collection: str) -> Embedder:
    """The embedder of a collection, that of the settings where it holds nothing; ModelError when it is absent."""
    from rag.embedding import Embedders

    return Embedders(settings, catalog).of(collection)


def make_reader(settings: Settings) -> JointReader:
    """The reader that comes with Sourcebound; ModelError when its weights are absent or other ones."""
    from rag.reader import open_reader

    return open_reader(settings)


def _reader_when_needed(settings: Settings) -> PassageReader:
    from rag.reader.when_needed import ReaderWhenNeeded

    return ReaderWhenNeeded(lambda: make_reader(settings))


def make_language_model(settings: Settings) -> LanguageModel | None:
    """The language model that the settings name, loaded by its first reply; None where the reader answers alone.

    Raises InvalidRequest, ModelError, MissingExtra.
    """
    from rag.models import open_language_model

    return open_language_model(settings)


@contextmanager
def open_service(settings: Settings, collection: str = "default") -> Iterator[Service]:
    """Everything that answers questions of one collection, caught up with what is committed.

    NotFound when nothing was ever put into the collection, ModelError when its embedder cannot be opened.
    """
    with open_catalog(settings, create=False) as catalog:
        embedder, language_model = collection_embedder(settings, catalog, collection), make_language_model(settings)
        yield make_service(settings, catalog, collection, embedder, language_model=language_model)


def make_service(
    settings: Settings,
    catalog: Catalog,
    collection: str,
    embedder: Embedder,
    reader: PassageReader | None = None,
    language_model: LanguageModel | None = None,
    role: Role = "generation",
) -> Service:
    """The service of one collection, on a catalog and models that outlive it; its first answer opens a missing reader.

    It answers from the live generation, or from that of another ``role``. OtherModel when the embedder is not its own.
    """
    from rag.answer.answerer import Answerer
    from rag.answer.reading import ReadingGenerator
    from rag.catalog.passages import Passages
    from rag.explain.stages import Stages
    from rag.explore import Explorer
    from rag.lexical import Bm25Encoder
    from rag.live import LiveIndex
    from rag.retrieve.retriever import Retriever
    from rag.service import Service

    reader = reader or _reader_when_needed(settings)
    shelf = catalog.shelf(collection)
    space = _space(catalog, shelf, embedder, role)
    passages = Passages(shelf.database, shelf.collection, space)
    index = LiveIndex(shelf, settings, embedder.dimension, space, role)
    index.catch_up()
    lexical_encoder = Bm25Encoder()
    retriever = Retriever(index, passages, embedder, lexical_encoder)
    threshold = answer_threshold(settings, catalog.collections, shelf.collection)
    generator = ReadingGenerator(reader, embedder, lexical_encoder, settings.read_characters)
    answerer = Answerer(generator, passages, threshold, quarantine=settings.quarantine == "on")
    explorer = Explorer(embedder, index, passages, lexical_encoder)
    reading = retriever, reader, embedder, lexical_encoder, passages, settings.read_characters, threshold
    stages = Stages(*reading, quarantine=settings.quarantine == "on")
    responder = make_responder(settings, answerer, passages, embedder, reader, language_model)
    parts = shelf, index, embedder, retriever, answerer, responder, _explainer(shelf, stages, passages), explorer
    return Service(*parts, settings, language_model)


def make_responder(
    settings: Settings,
    answerer: Answerer,
    source: Source,
    embedder: Embedder,
    reader: PassageReader,
    language_model: LanguageModel | None,
) -> Responder:
    """What answers: the reader, and the language model where there is one."""
    from rag.writing.responder import Responder
    from rag.writing.support import SupportCheck
    from rag.writing.writer import Writer

    if language_model is None:
        return Responder(answerer, None, settings.write)
    writer = Writer(language_model, SupportCheck(reader), embedder, source, settings.unsupported)
    return Responder(answerer, writer, settings.write)


def _space(catalog: Catalog, shelf: Shelf, embedder: Embedder, role: Role) -> Space:
    if role == "generation":
        return catalog.collections.space(shelf.collection, embedder.identity)
    return shelf.generations.aside(role).space


def _explainer(shelf: Shelf, stages: Stages, passages: Passages) -> Explainer:
    from rag.catalog.naming import Naming
    from rag.explain.explainer import Explainer
    from rag.explain.verdict import Judge
    from rag.service import MOST_HITS

    return Explainer(Judge(stages, Naming(shelf.database, shelf.collection), passages, MOST_HITS))


def answer_threshold(settings: Settings, collections: Collections, collection: int) -> Callable[[], float]:
    """The setting; else what the collection was calibrated to, by the confidence model in use; else the built-in one.

    The catalog is read at every answer: a process that runs for long uses a new calibration at once.
    """
    from rag.answer.confidence import CONFIDENCE_MODEL, THRESHOLD

    fixed = settings.answer_threshold

    def calibrated() -> float:
        stored = collections.calibration(collection)
        return stored.threshold if stored is not None and stored.model == CONFIDENCE_MODEL else THRESHOLD

    return calibrated if fixed is None else lambda: fixed
