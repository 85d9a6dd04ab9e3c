"""One set from files to figures: written, ingested, asked in full, in a folder that is gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.visible_sets.baseline import best_sentence
from bench.visible_sets.ingestion import Ingestion, ingest
from bench.visible_sets.visible_set import VisibleSet
from rag.compose import open_service
from rag.evaluate import Evaluation, GoldQuestion, evaluate
from rag.evaluate.judge import TextOf
from rag.protocols import Tokenizer
from rag.service import Service
from rag.settings import Settings
from rag.types import Answer, Hit

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a set brought; ``own`` are the figures of the set's own measure."""

    ingestion: Ingestion
    evaluation: Evaluation
    own: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Respondent:
    """The service with answers of another kind, perhaps."""

    tokenizer: Tokenizer
    search: Callable[[str, int], Sequence[Hit]]
    consider: Callable[[str], Answer]
    text: TextOf


def measure(
    chosen: VisibleSet,
    limit: int | None,
    progress: Progress | None = None,
    kept: Path | None = None,
    baseline: bool = False,
) -> Measurement:
    """Ingest the whole set and ask its questions, or ``limit`` of them evenly spread.

    What is ingested stays below the folder ``kept`` for the next run. With ``baseline`` the answers are those of BM25's
    best sentence.
    """
    with TemporaryDirectory(prefix="visible-set-") as temporary:
        folder = (kept or Path(temporary)) / chosen.name
        documents, data = folder / "documents", folder / "data"
        if not documents.exists():
            documents.mkdir(parents=True)
            chosen.write(documents)
        ingestion = ingest(documents, data)
        with open_service(Settings(data=data, log_questions=False)) as service:
            ask = best_sentence(service) if baseline else service.consider
            evaluation = ask_all(service, ask, spread(chosen.gold, limit), progress)
            own = chosen.measure(service, evaluation) if chosen.measure else {}
        return Measurement(ingestion, evaluation, own)


def ask_all(
    service: Service,
    ask: Callable[[str], Answer],
    gold: Sequence[GoldQuestion],
    progress: Progress | None = None,
) -> Evaluation:
    """Search and ask every question, after one that warms up what is loaded on first use."""
    ask(gold[0].question)
    respondent = Respondent(service.tokenizer, service.search, ask, service.text)
    return evaluate(gold, respondent, progress=progress)


def spread(gold: Sequence[GoldQuestion], limit: int | None) -> Sequence[GoldQuestion]:
    """All questions, or ``limit`` of them at equal distances, so that every kind is met."""
    if limit is None or limit >= len(gold):
        return gold
    return [gold[place * len(gold) // limit] for place in range(limit)]
