"""The folder and the questions that every pipeline is given: the same HTML files and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.unpacking import unpack
from rag.errors import InvalidRequest
from rag.evaluate.gold import GoldQuestion, read_gold
from rag.evaluate.ranking import on_page


@dataclass(frozen=True, slots=True)
class Corpus:
    """A clean folder of pages and the gold file that goes with it."""

    folder: Path
    gold: Path
    pages: int
    questions: tuple[GoldQuestion, ...]


def prepare(source: Path, gold: Path, work: Path, limit: int | None = None) -> Corpus:
    """Copy the HTML pages of ``source`` (a folder, or one that holds ``html.tar.xz``) into ``work``, and the gold.

    With ``limit`` only so many pages are kept, those of the gold first, and only the questions that they can answer
    or that no page answers. Raises InvalidRequest when there is no page or the gold file cannot be read.
    """
    shutil.rmtree(work, ignore_errors=True)
    folder, kept_gold = work / "pages", work / "gold.jsonl"
    folder.mkdir(parents=True)
    _unpack(source, folder)
    if not any(folder.rglob("*.html")):
        raise InvalidRequest(f"{source} holds no HTML page", "Name a folder of HTML, or of an html.tar.xz")
    questions = read_gold(gold)
    if limit is not None:
        questions = _shrink(folder, questions, limit)
    kept_gold.write_text("".join(json.dumps(_line(question)) + "\n" for question in questions), "utf-8")
    return Corpus(folder, kept_gold, len(list(folder.rglob("*.html"))), questions)


def _unpack(source: Path, folder: Path) -> None:
    archive = source / "html.tar.xz"
    if archive.exists():
        unpack(archive, folder, ".html")
        return
    for page in source.rglob("*.html"):
        target = folder / page.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, target)


def _shrink(folder: Path, questions: Sequence[GoldQuestion], limit: int) -> tuple[GoldQuestion, ...]:
    pages = sorted(folder.rglob("*.html"))
    asked = [page for page in pages if any(_is_on(page, question.pages) for question in questions)]
    kept = set((asked + [page for page in pages if page not in set(asked)])[:limit])
    for page in pages:
        if page not in kept:
            page.unlink()
    return tuple(q for q in questions if not q.pages or any(_is_on(page, q.pages) for page in kept))


def _is_on(path: Path, pages: Iterable[str]) -> bool:
    return any(on_page(path.as_posix(), page) for page in pages)


def _line(question: GoldQuestion) -> dict[str, str]:
    # The pipelines see the question and never what the right reply is.
    return {"id": question.id, "question": question.question}
