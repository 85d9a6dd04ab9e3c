"""One round: kill an ingestion at a random moment, once or twice, run it to its end, compare."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.kills.command import Ingestion, wait_for
from bench.kills.folder import QUESTIONS, change_folder, make_folder
from bench.kills.state import State, changes, differences, read_state, stored
from rag.protocols import Embedder

_SECOND_KILL = 0.3
_MAIN_ALONE = 0.25
_FROM_THE_START = 0.2
_AMID_THE_DOCUMENTS = 0.5
_ONE_DOCUMENT_SECONDS = 0.03


@dataclass
class Scenario:
    """An ingestion of ``folder`` that starts from a copy of ``prepared`` (None: from nothing).

    ``expected`` is what an undisturbed run leaves, ``changes`` how many documents it stores and deletes;
    ``before_first`` and ``after_first`` are the seconds that it took until the first of them, and from then on.
    """

    name: str
    folder: Path
    prepared: Path | None
    settings: Mapping[str, str]
    expected: State = field(default_factory=State)
    changes: int = 0
    before_first: float = 0.0
    after_first: float = 0.0


@dataclass
class Outcome:
    """What a round found wrong (nothing when all is well), where its kills fell, and how many were in time."""

    wrong: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)


def scenarios(work: Path, seed: int, documents: int, real: Path | None) -> list[Scenario]:
    """New documents without and with a base; then changed, renamed and removed ones over an existing base."""
    memory = {"RAG_BUILD_AFTER": "1000000"}
    base = {"RAG_BUILD_AFTER": "1", "RAG_KEEP_REPLACED_DAYS": "0"}
    new, changed = real or work / "new", work / "changed"
    if real is None:
        make_folder(new, seed, documents)
    make_folder(changed, seed, documents)
    Ingestion(changed, work / "prepared", base).finish()
    change_folder(changed, seed)
    return [
        Scenario("new documents, no base", new, None, memory),
        Scenario("new documents, base built", new, None, base),
        Scenario("changed documents, base rebuilt, old text purged", changed, work / "prepared", base),
    ]


def run_undisturbed(scenario: Scenario, work: Path, embedder: Embedder) -> None:
    """Measure a scenario and note what it leaves."""
    data = _fresh(scenario, work / "undisturbed")
    before, started = changes(data), time.monotonic()
    ingestion = Ingestion(scenario.folder, data, scenario.settings)
    wait_for(lambda: changes(data) > before, ingestion)
    scenario.before_first = time.monotonic() - started
    ingestion.finish()
    scenario.after_first = time.monotonic() - started - scenario.before_first
    scenario.changes = changes(data) - before
    scenario.expected = read_state(data, embedder, QUESTIONS)


def run_round(scenario: Scenario, work: Path, embedder: Embedder, rng: random.Random) -> Outcome:
    """Kill and resume in a fresh copy, and compare with the undisturbed run."""
    data, outcome = _fresh(scenario, work / "killed"), Outcome()
    for _ in range(2 if rng.random() < _SECOND_KILL else 1):
        _kill_once(scenario, data, rng, outcome)
    Ingestion(scenario.folder, data, scenario.settings).finish()
    outcome.wrong += differences(scenario.expected, read_state(data, embedder, QUESTIONS))
    return outcome


def _kill_once(scenario: Scenario, data: Path, rng: random.Random, outcome: Outcome) -> None:
    started, before = time.monotonic(), changes(data)
    ingestion = Ingestion(scenario.folder, data, scenario.settings)
    wanted, delay = _moment(scenario, rng)
    wait_for(lambda: changes(data) >= before + wanted, ingestion)
    until = time.monotonic() + delay
    wait_for(lambda: time.monotonic() >= until, ingestion)
    told, in_time = stored(data), ingestion.running
    left = ingestion.kill(group=rng.random() >= _MAIN_ALONE)
    outcome.moments.append(f"{time.monotonic() - started:.2f} s" if in_time else "too late")
    outcome.wrong += [f"left running: {command}" for command in left]
    # What has left the folder may be deleted by now; nothing else may.
    lost = (told - stored(data)) & {
        uri for uri, (_, _, deleted, *_) in scenario.expected.documents.items() if not deleted
    }
    outcome.wrong += [f"stored before the kill and lost: {uri}" for uri in sorted(lost)]


def _moment(scenario: Scenario, rng: random.Random) -> tuple[int, float]:
    """After how many changes to kill, and how many seconds later."""
    kind = rng.random()
    if kind < _FROM_THE_START:
        return 0, rng.uniform(0, scenario.before_first)
    if kind < _FROM_THE_START + _AMID_THE_DOCUMENTS:
        return rng.randint(1, max(1, scenario.changes - 1)), rng.uniform(0, _ONE_DOCUMENT_SECONDS)
    return 1, rng.uniform(0, scenario.after_first)


def _fresh(scenario: Scenario, data: Path) -> Path:
    shutil.rmtree(data, ignore_errors=True)
    if scenario.prepared is not None:
        shutil.copytree(scenario.prepared, data)
    return data
