"""A made-up library in which a document can be lost at every stage; small models whose figures are plain."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from rag.compose import make_service
from rag.readings import Reading, ReadSpan
from tests.live.house import TinyEmbedder, open_house

QUESTION = "Where does the amber lagoon end?"
ANSWER = "at the old harbor"


class PointingReader:
    """Points at the answer where it stands, more surely the shorter the passage; elsewhere at nothing."""

    identity = "pointing"

    def read(self, question, passages):
        return [self._reading(passage.text) for passage in passages]

    def support(self, statements):
        raise AssertionError("nothing here asks for support")

    def _reading(self, text):
        if ANSWER not in text:
            return Reading(0.05, 0.1, ())
        start = text.index(ANSWER)
        return Reading(0.95, 0.95, (ReadSpan(start, start + len(ANSWER), min(0.9, 20 / len(text))),))


@contextmanager
def open_library(folder, **settings):
    """A house in which ``fill`` has put a document for every loss, and its service."""
    with open_house(folder, **settings) as house:
        fill(house)
        yield house, make_service(house.settings, house.catalog, "default", TinyEmbedder(), PointingReader())


def fill(house) -> None:
    """One that answers, some that come near, copies of one of those, and many that are about something else."""
    house.put("file:///answer.md", f"The amber lagoon does end {ANSWER}.")
    house.put("file:///longer.md", f"The amber lagoon, so they say in the harbor of flint, may well end {ANSWER} too.")
    for number in range(30):
        tail = " ".join(f"pebble{number}x{step}" for step in range(number + 1))
        house.put(f"file:///near/{number:02}.md", f"An amber lagoon of number {number} is here. {tail}")
    for number in range(4):
        house.put(f"file:///copies/{number}.md", f"amber lagoon amber lagoon end of a tale {'!' * number}")
    for number in range(120):
        house.put(f"file:///far/{number:03}.md", f"cedar basalt number {number} of kelp and jasper, book {number}")
    house.shelf.documents.store(replace(house.version("file:///empty.md", "nothing"), chunks=()))
    house.put("file:///gone.md", "amber lagoon that is gone")
    house.delete("file:///gone.md")
    house.shelf.documents.announce("file:///waiting.md")
    house.shelf.documents.announce_failure("file:///broken.pdf", "the file is encrypted")
