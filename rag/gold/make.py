"""Gold from a collection's own documents: read, ask by rule, check, choose evenly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from random import Random

from rag.catalog.catalog import Shelf
from rag.errors import InvalidRequest, NotFound
from rag.gold.cells import cells
from rag.gold.checks import believable, finds_its_way_back, is_vague
from rag.gold.definitions import definitions
from rag.gold.lookup import Lookup
from rag.gold.made import Made
from rag.gold.sections import sections
from rag.gold.statements import Page
from rag.gold.unanswerable import absent, swapped
from rag.gold.values import values
from rag.protocols import PassageReader

UNANSWERABLE_SHARE = 1 / 3
HEADING_SHARE = 0.05
MOST_DOCUMENTS = 1_000
MOST_OF_A_DOCUMENT = 60

Progress = Callable[[str, int, int], None]
"""Told the stage ("documents" or "questions"), how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class MadeGold:
    """The questions, answerable ones first, and what became of the rest.

    ``dropped`` counts candidates by the check that they did not pass; ``reader`` names the model that read each
    question back, None where only rules were used.
    """

    questions: tuple[Made, ...]
    dropped: dict[str, int]
    documents: int
    candidates: int
    reader: str | None

    @property
    def kinds(self) -> dict[str, int]:
        """How many questions there are of each kind."""
        return dict(sorted(Counter(one.kind for one in self.questions).items()))


def make_gold(
    shelf: Shelf,
    lookup: Lookup,
    reader: PassageReader | None,
    questions: int = 150,
    seed: int = 0,
    progress: Progress | None = None,
) -> MadeGold:
    """Up to ``questions`` questions, a third of them unanswerable, from documents in English.

    The same documents, seed and reader give the same questions. Of a large collection MOST_DOCUMENTS documents are
    read, chosen by the seed. InvalidRequest when the documents yield no question at all.
    """
    random, tell = Random(seed), progress or _silent
    dropped: Counter[str] = Counter()
    pages = list(_candidates(shelf, random, dropped, tell))
    candidates = believable(chain.from_iterable(pages), dropped)
    wanted = questions - round(questions * UNANSWERABLE_SHARE)
    answerable = _chosen(candidates, wanted, lookup, reader, dropped, tell)
    others = _unanswerable(candidates, questions - wanted, lookup, random, dropped)
    if not answerable:
        raise InvalidRequest("the documents yield no question", "gold is made of statements in English")
    total = sum(map(len, pages))
    identity = reader.identity if reader else None
    return MadeGold((*answerable, *others), dict(dropped.most_common()), len(pages), total, identity)


def _candidates(shelf: Shelf, random: Random, dropped: Counter[str], tell: Progress) -> Iterator[list[Made]]:
    """The candidates of each document read, in random order."""
    documents = sorted(shelf.listing.uris(""), key=lambda document: document[1])
    chosen = random.sample(documents, min(len(documents), MOST_DOCUMENTS))
    for done, (document, _) in enumerate(chosen, start=1):
        with suppress(NotFound):
            stored = shelf.passages.structured(document)
            if (stored.language or "en").startswith("en"):
                made = list(_asked_of(Page(stored)))
                yield random.sample(made, min(len(made), MOST_OF_A_DOCUMENT))
                dropped["more than enough of one document"] += max(0, len(made) - MOST_OF_A_DOCUMENT)
        tell("documents", done, len(chosen))


def _asked_of(page: Page) -> Iterator[Made]:
    for section in page.sections:
        for rule in (definitions, values, cells, sections):
            yield from rule(page, section)


def _chosen(
    candidates: Sequence[Made],
    wanted: int,
    lookup: Lookup,
    reader: PassageReader | None,
    dropped: Counter[str],
    tell: Progress,
) -> list[Made]:
    """Questions that pass the costly checks too, evenly over kinds and documents."""
    chosen: list[Made] = []
    headings = round(wanted * HEADING_SHARE)
    for one in _evenly(candidates):
        if len(chosen) == wanted:
            break
        if one.kind == "heading" and headings == 0:
            continue
        if is_vague(one, lookup):
            dropped["may mean something else elsewhere"] += 1
        elif reader and not finds_its_way_back(one, reader):
            dropped["not found again by the reader"] += 1
        else:
            chosen.append(one)
            headings -= one.kind == "heading"
            tell("questions", len(chosen), wanted)
    return chosen


def _unanswerable(
    candidates: Sequence[Made], wanted: int, lookup: Lookup, random: Random, dropped: Counter[str]
) -> list[Made]:
    """Swapped and absent facts in turn, each question once."""
    found: dict[str, Made] = {}
    asked = list(_evenly(candidates))
    tries = zip_longest(swapped(asked, lookup, random), absent(asked, lookup, random))
    for one in islice(chain.from_iterable(tries), 20 * wanted):
        if one is None:
            dropped["changed, but it may stand in the collection"] += 1
        elif len(found) < wanted:
            found.setdefault(one.question, one)
        else:
            break
    return list(found.values())


def _evenly(candidates: Sequence[Made]) -> Iterator[Made]:
    """All candidates, the kinds in turn and within each the documents in turn."""
    by_kind: dict[str, dict[str | None, list[Made]]] = {}
    for one in candidates:
        by_kind.setdefault(one.kind, {}).setdefault(one.uri, []).append(one)
    kinds = [list(_in_turn(list(documents.values()))) for _, documents in sorted(by_kind.items())]
    return _in_turn(kinds)


def _in_turn(queues: Sequence[Sequence[Made]]) -> Iterator[Made]:
    return (one for turn in zip_longest(*queues) for one in turn if one is not None)


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody looks."""
