"""Questions from sentences with a number, a date or a name in the place that is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rag.gold.made import Made, Statement
from rag.gold.statements import Page, Section
from rag.gold.subjects import Subject, parse_subject
from rag.gold.words import base_form, is_clean, is_plural, lowered

_NUMBER = (
    r"(?:[-+]?[$€£]?\d[\d,]*(?:\.\d+)*%?(?:\s(?:million|billion|thousand|percent|per\scent))?"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred)"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:(?:\d{{1,2}}\s)?{_MONTH}\s(?:\d{{1,2}},\s)?)?(?:1[5-9]|20)\d\d"
_SUBJECT = r"(?P<subject>[^.!?;:]{2,70}?)"
_PERSON = r"(?P<person>(?:[A-Z][\w.’'-]+\s(?:(?:van|von|de|der|and|da)\s)?){1,3}[A-Z][\w’'-]+|[A-Z][a-z]+)"
_STOPS = r"(?=[.,;:]|\s(?:and|in|on|at|by|for|when|which|that|with|while|from|to|per)\s|$)"

_IS_NUMBER = re.compile(
    rf"{_SUBJECT}\s(?P<verb>is|was|are|were)\s(?P<answer>(?P<number>{_NUMBER})(?P<unit>\s[a-z]+)?)"
    r"(?=\.?$|[,;(]|\sby\sdefault)"
)
_HAS_NUMBER = re.compile(
    rf"{_SUBJECT}\s(?P<verb>has|have|contains?|holds?|takes?|uses?|needs?|requires?|supports?|includes?|covers?|consists?"
    rf"|comprises?)(?P<of>\sof)?\s(?P<number>{_NUMBER})\s(?P<noun>[a-z]+(?:\s[a-z]+)?s){_STOPS}"
)
_WAS_DONE_IN = re.compile(
    rf"{_SUBJECT}\s(?P<verb>was|were)\s(?P<done>(?:first\s|originally\s)?[a-z]+(?:ed|en|wn|ilt|ade|und|ought|rit|un))"
    rf"(?P<how>(?:\s(?:by|as|at)\s[^,.;]{{2,40}})?)\sin\s(?P<date>{_DATE})"
)
_WAS_DONE_BY = re.compile(
    rf"{_SUBJECT}\s(?:was|were)\s(?P<done>(?:first\s|originally\s)?[a-z]+ed)\sby\s{_PERSON}(?=[.,;]|\s(?:and|in|at)\s|$)"
)
_PERSON_DID = re.compile(
    r"(?P<person>(?:[A-Z][\w.’'-]+\s){1,2}[A-Z][\w’'-]+)\s(?P<rest>(?:first\s)?(?:[a-z]+ed|gave|wrote|built|made|won|led|"
    r"found|showed|began|took|held|chose|drew)\s(?:the|a|an|[A-Z])[^.;:()]{6,90})"
)
_DEFAULT = re.compile(
    rf"{_SUBJECT}\sdefaults?\sto\s(?P<answer>[\w.'\"%+-]{{1,30}})(?=[.,;)]|\s(?:and|if|when|which|for)\s|$)"
)
_LABEL = re.compile(
    rf"{_SUBJECT}\s(?P<verb>uses|listens|runs|opens|starts|takes|supports|needs|requires|expects)(?P<to>\s(?:to|on|at))?\s"
    r"(?:the\s)?(?P<label>port|version|level|protocol|page|rule|form)\s(?P<number>\d[\w.]*)"
    r"(?P<rest>\sby\sdefault)?(?=[.,;)]|\s|$)"
)


def values(page: Page, section: Section) -> Iterator[Made]:
    """Every question that one of the rules makes of a section's sentences."""
    for statement in page.sentences(section):
        for pattern, rule in _RULES:
            match = pattern.match(statement.text)
            if match:
                yield from rule(match, statement)


def _is_number(match: re.Match[str], statement: Statement) -> Iterator[Made]:
    subject = parse_subject(match["subject"], statement.known)
    if subject is None or subject.plural != (match["verb"] in ("are", "were")):
        return
    accepted = (match["answer"], match["number"])
    yield _made(f"What {match['verb']} {subject.text}?", "number", subject, statement, accepted)


def _has_number(match: re.Match[str], statement: Statement) -> Iterator[Made]:
    subject = parse_subject(match["subject"], statement.known)
    base = base_form(match["verb"]) or match["verb"]
    if subject is None or subject.plural != (base == match["verb"]) or not is_plural(match["noun"].split()[-1]):
        return
    does = "do" if subject.plural else "does"
    question = f"How many {match['noun']} {does} {subject.text} {base}{match['of'] or ''}?"
    yield _made(question, "number", subject, statement, (match["number"],))


def _was_done_in(match: re.Match[str], statement: Statement) -> Iterator[Made]:
    subject = parse_subject(match["subject"], statement.known)
    if subject is None or subject.plural != (match["verb"] == "were"):
        return
    question = f"When {match['verb']} {subject.text} {match['done']}{match['how']}?"
    yield _made(question, "date", subject, statement, (match["date"],))


def _was_done_by(match: re.Match[str], statement: Statement) -> Iterator[Made]:
    subject = parse_subject(match["subject"], statement.known)
    if subject is not None and match["person"].lower() not in statement.known:
        yield _made(f"Who {match['done']} {subject.text}?", "name", subject, statement, (match["person"],))


def _person_did(match: re.Match[str], statement: Statement) -> Iterator[Made]:
    rest = match["rest"].rstrip(" ,")
    told = parse_subject(match["person"], statement.known)
    if told is None or told.kind != "name" or not is_clean(rest.split(",")[0].split()[1:]):
        return
    subject = Subject(rest.split(" ", 1)[1].split(",")[0], "term", plural=False, definite=False)
    yield _made(f"Who {rest.split(',')[0]}?", "name", subject, statement, (match["person"],))


def _default(match: re.Match[str], statement: Statement) -> Iterator[Made]:
    subject = parse_subject(match["subject"], statement.known)
    if subject is not None and (" " in subject.text or subject.kind == "name"):
        does = "do" if subject.plural else "does"
        question = f"What {does} {subject.text} default to?"
        yield _made(question, "number", subject, statement, (match["answer"].strip("'\"."),))


def _label(match: re.Match[str], statement: Statement) -> Iterator[Made]:
    subject = parse_subject(match["subject"], statement.known)
    base = base_form(match["verb"])
    if subject is None or subject.plural or base is None:
        return
    ending = f"{match['to'] or ''}{match['rest'] or ''}"
    question = f"Which {match['label']} does {lowered(subject.text, statement.known)} {base}{ending}?"
    yield _made(question, "number", subject, statement, (match["number"].rstrip("."),))


def _made(question: str, kind: str, subject: Subject, statement: Statement, answers: tuple[str, ...]) -> Made:
    accepted = tuple(dict.fromkeys(answer.strip() for answer in answers))
    return Made(question, kind, subject.text, subject.kind, statement, accepted, definite=subject.definite)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Statement], Iterator[Made]]], ...] = (
    (_IS_NUMBER, _is_number),
    (_HAS_NUMBER, _has_number),
    (_WAS_DONE_IN, _was_done_in),
    (_WAS_DONE_BY, _was_done_by),
    (_PERSON_DID, _person_did),
    (_DEFAULT, _default),
    (_LABEL, _label),
)
