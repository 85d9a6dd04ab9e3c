"""HotpotQA and MuSiQue: questions that need two to four passages together.

The pages are those of all supporting passages, the quote is all their supporting sentences or passages.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from bench.visible_sets.visible_set import ANSWERS, PASSAGES, RETRIEVAL, VisibleSet, write_texts
from rag.evaluate import GoldQuestion

_FIGURES = RETRIEVAL + PASSAGES + ANSWERS


def load_hotpot(sets: Path) -> VisibleSet:
    corpus: dict[str, list[str]] = _read(sets / "multihop" / "hotpotqa_train_corpus.json.gz")
    pages = {title: _page(number) for number, title in enumerate(corpus)}
    texts = {pages[title]: _text(title, "".join(sentences)) for title, sentences in corpus.items()}
    gold = tuple(
        _hotpot_question(fields, corpus, pages) for fields in _read(sets / "multihop" / "hotpotqa_train.json.gz")
    )
    return VisibleSet("hotpot", lambda folder: write_texts(texts, folder), gold, _FIGURES)


def load_musique(sets: Path) -> VisibleSet:
    corpus: list[dict[str, str]] = _read(sets / "multihop" / "musique_train_corpus.json.gz")
    pages = {(passage["title"], passage["text"]): _page(number) for number, passage in enumerate(corpus)}
    texts = {page: _text(title, text) for (title, text), page in pages.items()}
    gold = tuple(_musique_question(fields, pages) for fields in _read(sets / "multihop" / "musique_train.json.gz"))
    return VisibleSet("musique", lambda folder: write_texts(texts, folder), gold, _FIGURES)


def _hotpot_question(fields: dict[str, Any], corpus: dict[str, list[str]], pages: dict[str, str]) -> GoldQuestion:
    facts = [(title, number) for title, number in fields["supporting_facts"] if number < len(corpus[title])]
    return GoldQuestion(
        id=fields["_id"],
        question=fields["question"],
        answers=(fields["answer"],),
        also_pages=tuple(dict.fromkeys(pages[title] for title, _ in facts)),
        quote=" ".join(corpus[title][number] for title, number in facts),
        kind=fields["type"],
    )


def _musique_question(fields: dict[str, Any], pages: dict[tuple[str, str], str]) -> GoldQuestion:
    support = [
        (passage["title"], passage["paragraph_text"]) for passage in fields["paragraphs"] if passage["is_supporting"]
    ]
    return GoldQuestion(
        id=fields["id"],
        question=fields["question"],
        answers=(fields["answer"], *filter(str.strip, fields["answer_aliases"])),
        also_pages=tuple(dict.fromkeys(pages[passage] for passage in support)),
        quote=" ".join(text for _, text in support),
        kind=fields["id"].split("__")[0],
    )


def _read(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return json.load(stream)


def _text(title: str, body: str) -> str:
    return f"{title}\n\n{body.strip()}\n"


def _page(number: int) -> str:
    return f"{number:04}.txt"
