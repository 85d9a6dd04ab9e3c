"""The training sets as questions about paragraphs, one shape for all. Nothing is ever read from ``eval/``."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TRAIN = Path(__file__).resolve().parents[3] / "shared" / "data" / "train"
HELD_OUT_OF_SQUAD_2 = frozenset({"Harvard_University", "Private_school"})
"""Articles with real unanswerable questions that are kept to calibrate with."""
HELD_OUT_OF_SQUAD_1 = 10
"""Every fortieth article or so of SQuAD 1.1 is kept to watch the training with: this many."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage and what it belongs to."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph that it was asked about, and the spans that answer it there (none: unanswerable)."""

    question: str
    paragraph: Paragraph
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, a passage, and whether the passage supports the statement."""

    text: str
    paragraph: Paragraph
    supported: bool


def squad(path: Path) -> Iterator[Asked]:
    """A file in SQuAD's format (gzip): version 1.1, 2.0 or alike."""
    loaded = json.loads(gzip.decompress(path.read_bytes()))
    for article in loaded["data"] if isinstance(loaded, dict) else loaded:
        title = article["title"].replace("_", " ")
        for block in article["paragraphs"]:
            paragraph = Paragraph(title, block["context"])
            for entry in block["qas"]:
                yield Asked(entry["question"].strip(), paragraph, _spans(entry, paragraph.text))


def _spans(entry: dict[str, Any], text: str) -> tuple[Span, ...]:
    """Where the answer occurs several times its stated offset is a guess, so all its occurrences count."""
    if entry.get("is_impossible"):
        return ()
    spans: list[Span] = []
    for answer in entry["answers"]:
        said, start = answer["text"], answer["answer_start"]
        if "occurrences" in answer:
            spans += list(_found(said, text))
        elif text[start : start + len(said)] == said:
            spans.append((start, start + len(said)))
    return tuple(dict.fromkeys(spans))


def squad_1() -> tuple[list[Asked], list[Asked]]:
    """SQuAD 1.1: to train with, and held out."""
    asked = [one for one in squad(TRAIN / "squad" / "train-v1.1.json.gz") if one.spans]
    titles = list(dict.fromkeys(one.paragraph.title for one in asked))
    held = set(titles[:: len(titles) // HELD_OUT_OF_SQUAD_1][:HELD_OUT_OF_SQUAD_1])
    return _parted(asked, held)


def squad_2() -> tuple[list[Asked], list[Asked]]:
    """The released articles of SQuAD 2.0, half of whose questions have no answer: to train with, and held out."""
    held = {title.replace("_", " ") for title in HELD_OUT_OF_SQUAD_2}
    return _parted(list(squad(TRAIN / "squad" / "dev-v2.0-articles.json.gz")), held)


def policies() -> list[Asked]:
    """PolicyQA: long answers out of privacy policies."""
    return [one for one in squad(TRAIN / "policyqa" / "dev.json.gz") if one.spans]


def stories() -> list[Asked]:
    """FairytaleQA's train split, where the answer stands in the section word by word."""
    found = []
    for story in _lines(TRAIN / "fairytaleqa" / "fairytaleqa.jsonl.gz"):
        if story["split"] == "train":
            found += list(_of_story(story))
    return found


def _of_story(story: dict[str, Any]) -> Iterator[Asked]:
    title = story["story"].replace("-", " ")
    for entry in story["questions"]:
        answers = [entry[f"answer{number}"].strip(" .") for number in range(1, 7)]
        for number in entry["cor_section"].split(","):
            text = " ".join(story["sections"].get(number.strip(), "").split())
            spans = [match for answer in answers if answer for match in _found(answer, text)]
            if spans:
                yield Asked(entry["question"].strip(), Paragraph(title, text), tuple(dict.fromkeys(spans)))


def _found(said: str, text: str) -> Iterator[Span]:
    for match in re.finditer(rf"(?<!\w){re.escape(said)}(?!\w)", text, re.IGNORECASE):
        yield match.span()


def medical() -> list[tuple[str, str, Paragraph]]:
    """MedQuAD: (focus, question, the beginning of the page that answers it). There is no span, only relevance."""
    found = []
    for pair in _lines(TRAIN / "medquad" / "medquad.jsonl.gz"):
        answer = " ".join((pair["answer"] or "").split())
        if len(answer) >= 80:
            found.append((pair["focus"] or "", pair["question"].strip(), Paragraph(pair["focus"] or "", answer[:900])))
    return found


def fever() -> list[Claim]:
    """FEVER dev: evidence and claim, supported or not; the treebank's way of writing brackets is undone."""
    folder = TRAIN / "fever"
    columns = [
        gzip.decompress((folder / f"fever-dev.{name}.gz").read_bytes()).decode().rstrip("\n").split("\n")
        for name in ("raw.input0", "raw.input1", "label")
    ]
    return [
        Claim(_plain(claim), Paragraph("", _plain(evidence)), label == "entailment")
        for evidence, claim, label in zip(*columns, strict=True)
    ]


_BRACKETS = {"-LSB-": "[", "-RSB-": "]", "-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}


def _plain(text: str) -> str:
    for name, sign in _BRACKETS.items():
        text = text.replace(name, sign)
    return re.sub(r"\s+([,.;:?!)\]%])", r"\1", re.sub(r"([(\[])\s+", r"\1", text)).strip()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        yield json.loads(line)


def _parted(asked: list[Asked], held: set[str]) -> tuple[list[Asked], list[Asked]]:
    kept = [one for one in asked if one.paragraph.title not in held]
    return kept, [one for one in asked if one.paragraph.title in held]
