"""Questions from headings: the document's own questions, and "How do I ...?" for what a section does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.gold.made import Made, Statement
from rag.gold.statements import Page, Section
from rag.gold.words import OPENERS, base_of_gerund, content, lowered

KIND = "heading"

_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*\.?|[A-Z]\.|\([a-z]\))\s+")
_OWN_QUESTION = re.compile(r"(?:How|What|Why|When|Where|Which|Who|Does|Do|Is|Are|Can|Should)\s[^?]{8,120}\?", re.IGNORECASE)
_ENTRY = re.compile(r"question: (?P<question>[^\n]{10,150}\?)")
_ANSWER = re.compile(r"answer: (?P<answer>[^\n]{10,})")
_GERUND = re.compile(r"(?P<verb>[A-Z][a-z]{2,}ing)\s(?P<rest>[\w-][^?:.,;—]{2,50})")
_CLAUSE = re.compile(r"[,;:(]|\s[-–—]\s")
_FEWEST, _MOST = 4, 40


def sections(page: Page, section: Section) -> Iterator[Made]:
    """The question that a heading asks or stands for, answered by the first sentence below it."""
    heading = _NUMBERING.sub("", section.heading)
    first = next(page.sentences(section), None)
    question = _question(heading, page.known)
    if question and first and first.text.split()[0].lower() not in OPENERS - {"the"}:
        yield from _made(question, first, first.text)
    yield from _entries(page, section)


def _question(heading: str, known: frozenset[str]) -> str | None:
    if _OWN_QUESTION.fullmatch(heading):
        return heading
    gerund = _GERUND.fullmatch(heading)
    base = base_of_gerund(gerund["verb"], known) if gerund else None
    return f"How do I {base} {lowered(gerund['rest'], known)}?" if gerund and base else None


def _entries(page: Page, section: Section) -> Iterator[Made]:
    question: str | None = None
    for block in section.blocks:
        asked = _ENTRY.search(page.text, block.start, block.end)
        told = _ANSWER.search(page.text, block.start, block.end)
        question = asked["question"] if asked else question
        if question and told:
            first = next(page.sentences_of(section, block), None)
            if first:
                yield from _made(question, first, first.text.removeprefix("answer: "))
            question = None


def _made(question: str, statement: Statement, sentence: str) -> Iterator[Made]:
    whole = sentence.rstrip(".")
    words = len(whole.split())
    if not statement.text.endswith(".") or not _FEWEST <= words <= _MOST or len(content(question)) < 2:
        return
    cut = _CLAUSE.search(whole, 20)
    short = whole[: cut.start()] if cut else whole
    answers = (whole, short) if len(short.split()) > _FEWEST else (whole,)
    yield Made(question, KIND, question.rstrip("?"), "term", statement, tuple(dict.fromkeys(answers)))
