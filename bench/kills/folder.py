"""A folder of made-up documents in several formats, and the same folder after a week of work."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

_WORDS = re.findall(
    r"\w+",
    "amber anchor basalt beacon cedar chart delta ember ferry flint garnet harbor indigo island jasper kelp lagoon "
    "lantern marble meadow nickel onyx orchard pearl pilot quarry ripple saddle tide umber velvet willow",
)

QUESTIONS = (
    "Where does the ferry to the island leave?",
    "Who keeps the lantern of the harbor?",
    "amber and basalt",
    "When does the tide reach the meadow?",
    "What is made of cedar?",
    "keeper 17",
    "the price of garnet in the quarry",
    "willow orchard velvet",
    "How many pilots are there in the lagoon?",
    "onyx",
    "Which chart shows the beacon?",
    "nickel 3 marble 5",
)


def make_folder(folder: Path, seed: int, documents: int) -> None:
    """Write ``documents`` files of five kinds; every seventh is a copy of an earlier one under another name."""
    folder.mkdir(parents=True)
    rng = random.Random(seed)
    for number in range(documents):
        name, write = _KINDS[number % len(_KINDS)]
        (folder / f"{number:03d}{name}").write_text(write(rng, number), encoding="utf-8")
        if number % 7 == 6:
            copied = folder / f"{number - 5:03d}{_KINDS[(number - 5) % len(_KINDS)][0]}"
            (folder / f"{number:03d}-copy{copied.suffix}").write_bytes(copied.read_bytes())


def change_folder(folder: Path, seed: int) -> None:
    """Change a third of the files (JSON files are broken by it), remove some, rename some, add some."""
    rng = random.Random(seed + 1)
    for number, path in enumerate(sorted(folder.iterdir())):
        if number % 3 == 0:
            path.write_text(path.read_text(encoding="utf-8") + _paragraph(rng, 1000 + number), encoding="utf-8")
        elif number % 7 == 1:
            path.unlink()
        elif number % 7 == 2:
            path.rename(path.with_name(f"renamed-{path.name}"))
    for number in range(5):
        (folder / f"new-{number}.txt").write_text(_plain(rng, 2000 + number), encoding="utf-8")


def _paragraph(rng: random.Random, number: int) -> str:
    said = [
        f"The {rng.choice(_WORDS)} of the {rng.choice(_WORDS)} has {rng.randint(1, 99)} {rng.choice(_WORDS)}s, "
        f"says keeper {number}, and {' '.join(rng.choices(_WORDS, k=rng.randint(3, 9)))} follow."
        for _ in range(rng.randint(2, 5))
    ]
    return " ".join(said) + "\n\n"


def _plain(rng: random.Random, number: int) -> str:
    return "".join(_paragraph(rng, number) for _ in range(rng.randint(3, 9)))


def _markdown(rng: random.Random, number: int) -> str:
    sections = (f"## {rng.choice(_WORDS).title()} {n}\n\n{_paragraph(rng, number)}" for n in range(rng.randint(2, 6)))
    return f"# Notes {number}\n\n" + "".join(sections)


def _html(rng: random.Random, number: int) -> str:
    body = "".join(f"<h2>{rng.choice(_WORDS)}</h2><p>{_paragraph(rng, number)}</p>" for _ in range(rng.randint(2, 6)))
    return f"<html><head><title>Page {number}</title></head><body><h1>Page {number}</h1>{body}</body></html>"


def _csv(rng: random.Random, number: int) -> str:
    rows = (f"{rng.choice(_WORDS)},{rng.choice(_WORDS)},{rng.randint(1, 500)}" for _ in range(rng.randint(10, 60)))
    return f"item,place,keeper {number}\n" + "\n".join(rows) + "\n"


def _json(rng: random.Random, number: int) -> str:
    return json.dumps([{"keeper": number, "note": _paragraph(rng, number)} for _ in range(rng.randint(2, 6))], indent=1)


_KINDS: tuple[tuple[str, Callable[[random.Random, int], str]], ...] = (
    (".txt", _plain),
    (".md", _markdown),
    (".html", _html),
    (".csv", _csv),
    (".json", _json),
)
