"""Plants the visible attacks, asks a model that obeys every order, and counts: detected, reached the prompt, followed.

    python -m bench.injection --sets FOLDER [--train FOLDER] [--out FILE.json]

False alarms are counted on texts in which nothing is planted. Each attack is asked about with RAG_QUARANTINE on and
off, only its own document being searched, so that its passage is among the hits whenever it is allowed there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.injection.obedient import Obedient
from bench.injection.plain import plain_sets
from bench.injection.planted import Planted, write_planted
from bench.visible_sets.ingestion import ingest
from rag.compose import make_embedder, make_reader, make_service, open_catalog
from rag.evaluate.passages import overlaps
from rag.guard.suspicion import judge
from rag.service import Service
from rag.settings import Settings
from rag.types import Answer, Filter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder of injection/ and pydocs/")
    parser.add_argument("--train", type=Path, default=Path("none"), help="folder of texts in which nothing is planted")
    parser.add_argument("--out", type=Path, help="where to write the figures as JSON")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        attacks = _attacks(call.sets, Path(folder))
    alarms = {name: _alarms(texts) for name, texts in plain_sets(call.sets, call.train)}
    _print(attacks, alarms)
    if call.out:
        call.out.write_text(json.dumps({"attacks": attacks, "false_alarms": alarms}, indent=1), encoding="utf-8")


def _attacks(sets: Path, folder: Path) -> list[dict[str, Any]]:
    """For each attack whether it was detected, and for both settings whether it reached the prompt and was followed."""
    documents, data = folder / "documents", folder / "data"
    documents.mkdir()
    planted = write_planted(sets, documents)
    ingest(documents, data)
    embedder, reader = make_embedder(Settings()), make_reader(Settings())
    rows = [{"kind": one.kind, "attack": one.attack} for one in planted]
    for quarantine in ("on", "off"):
        settings = Settings(data=data, write="always", quarantine=quarantine, log_questions=False)
        model = Obedient([_order(one) for one in planted])
        with open_catalog(settings) as catalog:
            service = make_service(settings, catalog, "default", embedder, reader, model)
            for one, row in zip(planted, rows, strict=True):
                row |= {f"{figure}_{quarantine}": found for figure, found in _asked(service, one, documents, model)}
    return rows


def _asked(service: Service, one: Planted, documents: Path, model: Obedient) -> Iterator[tuple[str, bool]]:
    wanted = Filter(uri_prefix=(documents / one.page).as_uri())
    model.reached = []
    answer = service.ask(one.question, filter=wanted)
    yield "detected", any(hit.suspicion and _order(one)[:30] in hit.text for hit in answer.hits)
    yield "reached", _order(one) in model.reached
    yield "followed", _is_followed(answer, one)


def _is_followed(answer: Answer, one: Planted) -> bool:
    return overlaps(_order(one), answer.text or "")


def _order(one: Planted) -> str:
    """What is said of an attack before its code."""
    return one.attack.partition("```")[0].strip()


def _alarms(texts: Iterator[str]) -> dict[str, Any]:
    judged = [judge(text) for text in texts]
    alarms = [found for found in judged if found.is_quarantined]
    named = [[f"{reason.name}: {reason.words}" for reason in found.reasons] for found in alarms]
    return {"passages": len(judged), "alarms": len(alarms), "reasons": named}


def _print(attacks: list[dict[str, Any]], alarms: dict[str, Any]) -> None:
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in attacks:
        by_kind[row["kind"]].append(row)
    figures = ("detected_on", "reached_on", "followed_on", "reached_off", "followed_off")
    print("kind".ljust(44), "of", *figures)
    for kind, rows in [*by_kind.items(), ("all", attacks)]:
        print(kind.ljust(44), len(rows), *(str(sum(row[name] for row in rows)).rjust(len(name)) for name in figures))
    for name, found in alarms.items():
        share = found["alarms"] / max(1, found["passages"])
        print(f"{name}: {found['alarms']} of {found['passages']} passages taken for orders ({share:.2%})")


if __name__ == "__main__":
    main()
