"""The check of a language model: a data folder for the time it takes, the questions, and the orders."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from ingest.model_check.orders import Obeyed, Order, Quarantine, obeyed, read_orders, write_orders
from ingest.model_check.overheard import Overheard
from ingest.model_check.questions import Asked, asked
from ingest.run import Ingestion, Quiet
from rag.catalog.catalog import Catalog
from rag.compose import make_language_model, make_reader, make_service, open_catalog
from rag.embedding import Embedders
from rag.errors import InvalidRequest
from rag.evaluate.gold import GoldQuestion, parse_gold
from rag.protocols import Embedder, PassageReader
from rag.service import Service
from rag.settings import Settings

Progress = Callable[[str, int, int], None]
QUESTIONS, ORDERS = "questions", "planted orders"
"""The stages that progress is told of."""
_SAMPLES, _PLANTED = "samples", "orders"


@dataclass(frozen=True, slots=True)
class Checkup:
    """What came of each question and each order."""

    model: str
    questions: tuple[Asked, ...]
    orders: tuple[Obeyed, ...]


def check_model(settings: Settings, most: int | None = None, progress: Progress | None = None) -> Checkup:
    """Ask the model that the settings name; ``most`` questions, taken evenly from all there are.

    The user's own documents, catalog and index are left alone. Raises InvalidRequest where no model is named, and at
    once what keeps the model from answering.
    """
    language_model = make_language_model(settings)
    if language_model is None:
        raise InvalidRequest("no language model is named", "rag check-model openai:URL#MODEL, or set RAG_GENERATOR")
    model = Overheard(language_model)
    model.try_out()
    tell: Progress = progress or (lambda *_: None)
    with _bench(settings, model) as bench:
        questions = [*bench.questions(_some(_gold(), most), tell)]
        orders = [*bench.orders(read_orders(), tell)]
    return Checkup(model.name, tuple(questions), tuple(orders))


@dataclass(frozen=True, slots=True)
class _Bench:
    """What it takes to ask: a catalog of its own, and the models, each opened once."""

    settings: Settings
    catalog: Catalog
    embedders: Embedders
    embedder: Embedder
    reader: PassageReader
    model: Overheard

    def questions(self, gold: list[GoldQuestion], tell: Progress) -> Iterator[Asked]:
        with as_file(files("ingest") / "samples" / "documents") as folder:
            self._ingest(folder, _SAMPLES)
        service = self._service(self.settings, _SAMPLES)
        for done, question in enumerate(gold, start=1):
            self.model.forget()
            yield asked(question, service, self.model)
            self.model.stop_if_down()
            tell(QUESTIONS, done, len(gold))

    def orders(self, orders: list[Order], tell: Progress) -> Iterator[Obeyed]:
        folder = self.settings.data / "planted"
        write_orders(orders, folder)
        self._ingest(folder, _PLANTED)
        ways: tuple[Quarantine, ...] = ("on", "off")
        asked_with = [(way, order) for way in ways for order in orders]
        services = {way: self._service(self.settings.model_copy(update={"quarantine": way}), _PLANTED) for way in ways}
        for done, (way, order) in enumerate(asked_with, start=1):
            self.model.forget()
            yield obeyed(order, folder, services[way], self.model, way)
            self.model.stop_if_down()
            tell(ORDERS, done, len(asked_with))

    def _ingest(self, folder: Path, collection: str) -> None:
        Ingestion(self.settings, self.catalog, collection, self.embedders).sources([str(folder)], Quiet())

    def _service(self, settings: Settings, collection: str) -> Service:
        return make_service(settings, self.catalog, collection, self.embedder, self.reader, self.model)


@contextmanager
def _bench(settings: Settings, model: Overheard) -> Iterator[_Bench]:
    with tempfile.TemporaryDirectory(prefix="rag-") as folder:
        apart = settings.model_copy(update=_apart(Path(folder)))
        with open_catalog(apart) as catalog:
            embedders = Embedders(apart, catalog)
            yield _Bench(apart, catalog, embedders, embedders.of(_SAMPLES), make_reader(apart), model)


def _apart(folder: Path) -> dict[str, object]:
    """Settings that keep off what is the user's, and let the model answer whatever it is asked."""
    return {
        "data": folder,
        "catalog_url": None,
        "engine": "edge",
        "write": "always",
        "unsupported": "drop",
        "quarantine": "on",
        "log_questions": False,
    }


def _gold() -> list[GoldQuestion]:
    file = files("ingest") / "samples" / "gold.jsonl"
    return list(parse_gold(file.read_text(encoding="utf-8"), file.name))


def _some(gold: list[GoldQuestion], most: int | None) -> list[GoldQuestion]:
    """So many of them, spread evenly, so that every kind is among them."""
    count = min(most or len(gold), len(gold))
    return [gold[place * len(gold) // count] for place in range(count)]
