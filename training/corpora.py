"""Corpora with questions to fit the answers with: none of them was trained on, none is an evaluation set."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.evaluate import GoldQuestion, read_gold
from training.reader import sources
from training.reader.manuals import held_manuals
from training.reader.sources import Asked

SAMPLES = Path(__file__).resolve().parents[1] / "ingest" / "samples"
MISLEADING = "misleading"
LEFT_OUT = 3
"""Held-out articles that are not put into the collection: their questions have no answer there."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of documents and the questions about them."""

    name: str
    folder: Path
    gold: tuple[GoldQuestion, ...]


def samples() -> Corpus:
    """The documents that are shipped with Sourcebound."""
    return Corpus("samples", SAMPLES / "documents", tuple(read_gold(SAMPLES / "gold.jsonl")))


def articles(work: Path, questions: int, rng: random.Random) -> tuple[Corpus, Corpus]:
    """Held-out encyclopaedia articles, one Markdown file each; plain questions, and some that mislead."""
    first, second = sources.squad_1()[1], sources.squad_2()[1]
    titles = sorted({one.paragraph.title for one in first})
    absent = set(rng.sample(titles, LEFT_OUT))
    folder = work / "articles"
    write_articles([one for one in (*first, *second) if one.paragraph.title not in absent], folder)
    known = [one for one in first if one.paragraph.title not in absent]
    unknown = [one for one in first if one.paragraph.title in absent]
    gold = [
        *(_gold(one, one.spans, one.paragraph.title) for one in _some(known, questions // 3, rng)),
        *(_gold(one, (), one.paragraph.title) for one in _some(unknown, questions // 6, rng)),
    ]
    misleading = (_gold(one, one.spans, one.paragraph.title) for one in _some(second, questions, rng))
    return Corpus("articles", folder, tuple(gold)), Corpus(MISLEADING, folder, tuple(misleading))


def manuals(work: Path, questions: int, rng: random.Random) -> Corpus:
    """Held-out technical manuals, one Markdown file a module; every sixth module is left out."""
    asked = held_manuals(rng)[0]
    modules = sorted({_module(one) for one in asked})
    absent = set(modules[::6])
    folder = work / "manuals"
    known = [one for one in asked if _module(one) not in absent]
    write_manuals(known, folder)
    unknown = [one for one in asked if _module(one) in absent]
    gold = [
        *(_gold(one, one.spans, _module(one)) for one in _some(known, 2 * questions // 3, rng)),
        *(_gold(one, (), _module(one)) for one in _some(unknown, questions // 3, rng)),
    ]
    return Corpus("manuals", folder, tuple(gold))


def write_manuals(asked: Iterable[Asked], folder: Path) -> None:
    """Each module as a Markdown file with a section for each passage."""
    sections: dict[str, dict[str, None]] = {}
    for one in asked:
        heading = one.paragraph.title.partition(" > ")[2] or "Contents"
        sections.setdefault(_module(one), {})[f"## {heading}\n\n{one.paragraph.text}"] = None
    folder.mkdir(parents=True)
    for module, texts in sections.items():
        (folder / name_of(module)).write_text(f"# {module}\n\n" + "\n\n".join(texts) + "\n", encoding="utf-8")


def _module(one: Asked) -> str:
    return one.paragraph.title.partition(" > ")[0]


def write_articles(asked: Iterable[Asked], folder: Path) -> None:
    """Each article as a Markdown file of its paragraphs, in their order."""
    paragraphs: dict[str, dict[str, None]] = {}
    for one in asked:
        paragraphs.setdefault(one.paragraph.title, {})[one.paragraph.text] = None
    folder.mkdir(parents=True)
    for title, texts in paragraphs.items():
        text = f"# {title}\n\n" + "\n\n".join(" ".join(text.split()) for text in texts) + "\n"
        (folder / name_of(title)).write_text(text, encoding="utf-8")


def name_of(title: str) -> str:
    """The file of an article."""
    return "".join(char if char.isalnum() else "_" for char in title) + ".md"


def _gold(one: Asked, spans: Sequence[tuple[int, int]], title: str) -> GoldQuestion:
    answers = tuple(dict.fromkeys(one.paragraph.text[start:end] for start, end in spans))
    return GoldQuestion(
        id=f"{title}: {one.question}",
        question=one.question,
        answers=answers,
        page=name_of(title) if answers else None,
    )


def _some(asked: Sequence[Asked], count: int, rng: random.Random) -> list[Asked]:
    return rng.sample(list(asked), min(count, len(asked)))
