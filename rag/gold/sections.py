"""Questions from headings: the document's own questions, and "How do I ...?" for what a section does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.gold.made import Made, Statement
from rag.gold.statements import Page, Section
from rag.gold.words import OPENERS, base_of_gerund, content, lowered
from rag.sentences import sentence_spans

KIND = "heading"

_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*\.?|[A-Z]\.|\([a-z]\))\s+")
_OWN_QUESTION = re.compile(
    r"(?:How|What|Why|When|Where|Which|Who|Does|Do|Is|Are|Can|Should)\s[^?]{8,120}\?", re.IGNORECASE
)
_ENTRY = re.compile(r"question: (?P<question>[^\n]{10,150}\?)")
_ANSWER = re.compile(r"answer: (?P<answer>[^\n]{10,})")
_GERUND = re.compile(r"(?P<verb>[A-Z][a-z]{2,}ing)\s(?P<rest>[\w-][^?:.,;—]{2,50})")
_SECOND_GERUND = re.compile(r"\b(?:and|or) \w+ing\b")
_CLAUSE = re.compile(r"[,;:]\s|\s[-–—(]")
_LEADS_ON = re.compile(r"\b(?:following|this section|this chapter|below|approaches|are common)\b", re.IGNORECASE)
_FEWEST, _MOST = 4, 40


def sections(page: Page, section: Section) -> Iterator[Made]:
    """The question that a heading asks or stands for, answered by the first sentence below it."""
    heading = _NUMBERING.sub("", section.heading)
    first = next(page.sentences(section), None)
    question = _question(heading, page.known)
    if question and first and first.text.split()[0].lower() not in OPENERS:
        shared = content(question) & content(first.text)
        if question == heading or 2 * len(shared) >= len(content(question)):
            yield from _made(question, first)
    yield from _entries(page, section)


def _question(heading: str, known: frozenset[str]) -> str | None:
    if _OWN_QUESTION.fullmatch(heading):
        return heading if len(content(heading)) > 2 else None
    gerund = _GERUND.fullmatch(heading)
    if not gerund or _SECOND_GERUND.search(gerund["rest"]):
        return None
    base = base_of_gerund(gerund["verb"], known)
    rest = " ".join(lowered(word, known) for word in gerund["rest"].split())
    return f"How do I {base} {rest}?" if base else None


def _entries(page: Page, section: Section) -> Iterator[Made]:
    question: str | None = None
    for block in section.blocks:
        asked = _ENTRY.search(page.text, block.start, block.end)
        told = _ANSWER.search(page.text, block.start, block.end)
        question = asked["question"] if asked else question
        if question and told and _question(question, page.known):
            start, end = next(sentence_spans(page.text, *told.span("answer")))
            yield from _made(question, page.statement(section, block, start, end))
        question = None if told else question


def _made(question: str, statement: Statement) -> Iterator[Made]:
    whole = statement.text.rstrip(".")
    words = len(whole.split())
    if not statement.text.endswith(".") or not _FEWEST <= words <= _MOST or _LEADS_ON.search(whole):
        return
    cut = _CLAUSE.search(whole, 20)
    short = whole[: cut.start()] if cut else whole
    answers = (whole, short) if len(short.split()) > _FEWEST else (whole,)
    yield Made(question, KIND, question.rstrip("?"), "term", statement, tuple(dict.fromkeys(answers)))
