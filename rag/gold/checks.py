"""What a made question must pass before it is believed; each check names why it drops one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from rag.evaluate.answers import says
from rag.gold.cells import KIND as TABLE
from rag.gold.lookup import Lookup
from rag.gold.made import Made
from rag.gold.words import content
from rag.protocols import PassageReader

FEWEST_CHARACTERS = 12


def believable(made: Iterable[Made], dropped: Counter[str]) -> list[Made]:
    """The questions that pass what their own words tell, each once; ``dropped`` counts the others by reason."""
    kept: dict[str, list[Made]] = {}
    for one in made:
        reason = _fault(one)
        if reason:
            dropped[reason] += 1
        else:
            kept.setdefault(one.question.lower(), []).append(one)
    single = []
    for same in kept.values():
        if all(set(one.answers) & set(same[0].answers) for one in same):
            single.append(_merged(same))
            dropped["the same question again"] += len(same) - 1
        else:
            dropped["answered differently elsewhere"] += len(same)
    return single


def is_vague(one: Made, lookup: Lookup) -> bool:
    """Whether "the ..." may mean something in another document too."""
    return one.definite and bool(lookup.documents_with(one.subject.removeprefix("the ")) - {one.uri})


def finds_its_way_back(one: Made, reader: PassageReader) -> bool:
    """Whether the reader, given the question and its passage, points at an accepted answer.

    A cell is exempt: its row and column prove it, and a reader that is weak at tables would leave none to measure.
    """
    if one.statement is None or one.kind == TABLE:
        return one.statement is not None
    statement = one.statement
    spans = reader.read(one.question, [statement.passage])[0].spans
    if not spans:
        return False
    places = [(statement.text.find(answer) + statement.start, len(answer)) for answer in one.answers]
    return any(spans[0].start < start + length and start < spans[0].end for start, length in places)


def _fault(one: Made) -> str | None:
    if len(one.question) < FEWEST_CHARACTERS or "\n" in one.question or not content(one.subject):
        return "says too little"
    if not one.answers or not all(answer in (one.quote or "") for answer in one.answers):
        return "no answer that stands in the statement"
    if says(one.question, one.answers):
        return "gives its answer away"
    return None


def _merged(same: list[Made]) -> Made:
    elsewhere = dict.fromkeys(one.uri for one in same if one.uri and one.uri != same[0].uri)
    return replace(same[0], also=tuple(elsewhere))
