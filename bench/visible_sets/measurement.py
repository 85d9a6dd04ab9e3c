"""One set from files to figures: written, ingested, asked in full, in a folder that is gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.visible_sets.ingestion import Ingestion, ingest
from bench.visible_sets.visible_set import VisibleSet
from rag.compose import open_service
from rag.evaluate import SEARCH_DEPTH, Evaluation, GoldQuestion, evaluate
from rag.service import Service
from rag.settings import Settings

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a set brought; ``own`` are the figures of the set's own measure."""

    ingestion: Ingestion
    evaluation: Evaluation
    own: Mapping[str, float]


def measure(chosen: VisibleSet, limit: int | None, progress: Progress | None = None) -> Measurement:
    """Ingest the whole set and ask its questions, or ``limit`` of them evenly spread."""
    with TemporaryDirectory(prefix="visible-set-") as temporary:
        documents, data = Path(temporary) / "documents", Path(temporary) / "data"
        documents.mkdir()
        chosen.write(documents)
        ingestion = ingest(documents, data)
        with open_service(Settings(data=data, log_questions=False)) as service:
            evaluation = ask_all(service, spread(chosen.gold, limit), progress)
            own = chosen.measure(service, evaluation) if chosen.measure else {}
        return Measurement(ingestion, evaluation, own)


def ask_all(service: Service, gold: Sequence[GoldQuestion], progress: Progress | None = None) -> Evaluation:
    """Search and consider every question, after one that warms up what is loaded on first use."""
    service.consider(gold[0].question)
    return evaluate(
        gold,
        ask=service.consider,
        search=lambda question: service.search(question, k=SEARCH_DEPTH),
        text_of=service.text,
        tokenizer=service.tokenizer,
        progress=progress,
    )


def spread(gold: Sequence[GoldQuestion], limit: int | None) -> Sequence[GoldQuestion]:
    """All questions, or ``limit`` of them at equal distances, so that every kind is met."""
    if limit is None or limit >= len(gold):
        return gold
    return [gold[place * len(gold) // limit] for place in range(limit)]
