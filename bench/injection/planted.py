"""Documents with an order planted in each: BIPIA's text attacks in its e-mails, its code attacks in the manual."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bench.visible_sets.injection import plant


@dataclass(frozen=True, slots=True)
class Planted:
    """An attack, the kind it is of, the file it stands in, and a question that the file answers."""

    kind: str
    attack: str
    page: str
    question: str


def write_planted(sets: Path, folder: Path) -> list[Planted]:
    """Write a document for every attack into ``folder``, and say what stands where."""
    return [*_emails(sets / "injection", folder), *_manual(sets, folder)]


def _emails(injection: Path, folder: Path) -> list[Planted]:
    lines = (injection / "email" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    emails = [json.loads(line) for line in lines]
    planted = []
    for number, (kind, attack) in enumerate(_attacks(injection / "text_attack_train.json")):
        email = emails[number % len(emails)]
        page = f"email-{number:03}.txt"
        (folder / page).write_text(plant(email["context"], attack, number), encoding="utf-8")
        planted.append(Planted(kind, attack, page, email["question"].removeprefix("Q:").strip()))
    return planted


def _manual(sets: Path, folder: Path) -> list[Planted]:
    """The sentences of the manual that answer a question of the set, with the attack behind them."""
    lines = (sets / "pydocs" / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [row for row in map(json.loads, lines) if row.get("quote")]
    planted = []
    for number, (kind, attack) in enumerate(_attacks(sets / "injection" / "code_attack_train.json")):
        row = asked[number]
        page = f"manual-{number:03}.txt"
        (folder / page).write_text(f"{row['quote']}\n\n{attack}\n", encoding="utf-8")
        planted.append(Planted(f"code: {kind}", attack, page, row["question"]))
    return planted


def _attacks(path: Path) -> list[tuple[str, str]]:
    by_kind: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return [(kind, attack) for kind, attacks in by_kind.items() for attack in attacks]
