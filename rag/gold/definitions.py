"""Questions from what a document explains: "X is a Y", "term: X, definition: Y", NAME(...) and what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.gold.made import Made, Statement
from rag.gold.statements import Page, Section
from rag.gold.subjects import is_name, parse_subject
from rag.gold.words import ARTICLES, OPENERS, PREPOSITIONS, content, is_clean, is_plural

KIND = "definition"

_IS_A = re.compile(r"(?P<subject>[^.!?]{2,70}?)\s(?P<verb>is|are)\s(?P<rest>.{8,})", re.DOTALL)
_NOUN_PHRASE = re.compile(r"(?:an?|the)\s", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;:!?,(\n]|\s(?:that|which|who|whose|where|when|if|because|used|while|but)\s|\s[-–—]\s")
_ENTRY = re.compile(
    r"(?:term|name|word|abbreviation): (?P<term>[^\n]{2,60})\n(?:definition|meaning|description): (?P<rest>[^\n]{20,})",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?P<class>class\s+)?(?:(?:async|classmethod|staticmethod)\s+)*(?P<name>[A-Za-z_][\w.]*)\((?P<in>[^\n]*)\)\n"
)
_SINCE = re.compile(r"(?:New|Added|Introduced|Deprecated) (?:in|since) (?:version )?(?P<version>\d+(?:\.\d+)++)(?!:)")
_DOES = re.compile(r"(?P<verb>[A-Z][a-z]+)\s")
_NO_VERB = re.compile(r"The|An|On|In|If|For|Same|Similar|Like|Equivalent|True|False|\w+ed|\w+ly|This|These|It")
_SENTENCE_END = re.compile(r"(?<!\bi\.e)(?<!\be\.g)[.;!?](?:\s|$)")
_FEWEST_WORDS, _MOST_WORDS = 4, 25
_NEAR = 2


def definitions(page: Page, section: Section) -> Iterator[Made]:
    """Definitions among the sentences and entries of a section, and what its signatures say."""
    for statement in page.sentences(section):
        yield from _is_a(statement)
    for block in section.blocks:
        for match in _ENTRY.finditer(page.text, block.start, block.end):
            yield from _entry(page.statement(section, block, *match.span()), match["term"], match["rest"])
    yield from _signatures(page, section)


def _is_a(statement: Statement) -> Iterator[Made]:
    match = _IS_A.fullmatch(statement.text)
    if not match:
        return
    subject = parse_subject(match["subject"], statement.known)
    explained = match["rest"].split()[0].lower() in ("a", "an") or (
        match["verb"] == "are" and is_plural(match["rest"].split()[0]) and is_clean(match["rest"].split()[:1])
    )
    if subject is None or not explained or subject.plural != (match["verb"] == "are") or subject.definite:
        return
    answers = _explanations(match["rest"])
    if answers:
        question = f"What {match['verb']} {subject.text}?"
        yield Made(question, KIND, subject.text, subject.kind, statement, answers)


def _explanations(rest: str) -> tuple[str, ...]:
    """The whole explanation and, where it says enough by itself, its first phrase."""
    end = _SENTENCE_END.search(rest)
    whole = (rest[: end.start()] if end else rest).rstrip(" :")
    cut = _CLAUSE.search(whole, 3)
    short = whole[: cut.start()] if cut else whole
    answers = [whole] if len(whole.split()) <= _MOST_WORDS else []
    if _FEWEST_WORDS <= len(short.split()) <= _MOST_WORDS and _stands_alone(short):
        answers.append(short)
    return tuple(dict.fromkeys(answer.strip() for answer in answers if _is_balanced(answer)))


def _is_balanced(phrase: str) -> bool:
    return all(phrase.count(opening) == phrase.count(closing) for opening, closing in ("()", "[]", "“”"))


def _stands_alone(phrase: str) -> bool:
    return phrase.split()[-1] not in PREPOSITIONS | ARTICLES and len(content(phrase)) > 1


def _entry(statement: Statement, term: str, rest: str) -> Iterator[Made]:
    answers = tuple(answer.strip() for answer in _explanations(rest.strip()))
    if answers and is_clean(term.split()):
        name = is_name(term, statement.known)
        yield Made(f"What is meant by {term}?", KIND, term, "name" if name else "term", statement, answers)


def _signatures(page: Page, section: Section) -> Iterator[Made]:
    name, below = None, 0
    for block in section.blocks:
        match, below = _SIGNATURE.match(page.text, block.start, block.end), below + 1
        if match:
            # What stands below a class dates its methods and arguments as often as the class.
            telling = _is_telling(match["name"]) and not match["class"]
            name, below = (f"{match['name']}()" if telling else None), 0
            first = next(page.sentences_of(section, block), None)
            if name and first and first.passage.text[first.start - 1 : first.start] == "\n":
                yield from _does(name, first)
        since = _SINCE.match(page.text, block.start, block.end)
        if since and name and 0 < below <= _NEAR:
            yield from _version(page.statement(section, block, *since.span()), name, since)


def _is_telling(name: str) -> bool:
    """Whether a name says whose it is: "timeit.repeat" does, "run" stands for many."""
    return "." in name and len(name) > 6 and name.split(".")[0].lower() not in OPENERS


def _does(name: str, statement: Statement) -> Iterator[Made]:
    verb = _DOES.match(statement.text)
    answer = statement.text.rstrip(".")
    if verb and verb[1].lower() in statement.known and not _NO_VERB.fullmatch(verb[1]):
        answers = tuple(phrase for phrase in _explanations(answer) if len(phrase.split()) >= _FEWEST_WORDS)
        if answers:
            yield Made(f"What does {name} do?", "function", name, "name", statement, answers)


def _version(statement: Statement, name: str, since: re.Match[str]) -> Iterator[Made]:
    verb = since[0].split()[0].lower()
    done = {"new": "added", "added": "added", "introduced": "added", "deprecated": "deprecated"}[verb]
    yield Made(f"In which version was {name} {done}?", "version", name, "name", statement, (since["version"],))
