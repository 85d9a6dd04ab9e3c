"""SQuAD's paragraphs as documents of their own, so that a hit or a citation must find the very paragraph."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.visible_sets.visible_set import ABSTENTION, ANSWERS, PASSAGES, RETRIEVAL, VisibleSet, write_texts
from rag.evaluate import GoldQuestion

_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s")


def load_v1(sets: Path) -> VisibleSet:
    return _load(sets, "squad-v1", "dev-v1.1-part.json.gz", RETRIEVAL + PASSAGES + ANSWERS)


def load_v2(sets: Path) -> VisibleSet:
    return _load(sets, "squad-v2", "dev-v2.0-part.json.gz", RETRIEVAL + PASSAGES + ANSWERS + ABSTENTION)


def _load(sets: Path, name: str, file: str, figures: tuple[str, ...]) -> VisibleSet:
    with gzip.open(sets / "squad" / file, "rt", encoding="utf-8") as stream:
        paragraphs = dict(_paragraphs(json.load(stream)))
    texts = {page: f"{title}\n\n{paragraph['context']}\n" for page, (title, paragraph) in paragraphs.items()}
    gold = tuple(
        _question(fields, page, paragraph["context"])
        for page, (_, paragraph) in paragraphs.items()
        for fields in paragraph["qas"]
    )
    return VisibleSet(name, lambda folder: write_texts(texts, folder), gold, figures)


def _paragraphs(squad: dict[str, Any]) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    for article in squad["data"]:
        title = article["title"].replace("_", " ")
        for number, paragraph in enumerate(article["paragraphs"]):
            yield f"{article['title'].replace('/', '_')}/{number:03}.txt", (title, paragraph)


def _question(fields: dict[str, Any], page: str, context: str) -> GoldQuestion:
    answers = fields["answers"]
    # Where an answer occurs more than once, its offset is a guess and its sentence would be one too.
    sure = [answer for answer in answers if "occurrences" not in answer]
    return GoldQuestion(
        id=fields["id"],
        question=fields["question"],
        answers=tuple(dict.fromkeys(answer["text"] for answer in answers)),
        page=page if answers else None,
        quote=sentence_around(context, sure[0]["answer_start"], len(sure[0]["text"])) if sure else None,
    )


def sentence_around(text: str, start: int, length: int) -> str:
    """The sentence or sentences of the text that hold ``length`` characters from ``start``."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    first = max((end for end in ends if end <= start), default=0)
    last = min((end for end in ends if end >= start + length), default=len(text))
    return text[first:last].strip()
