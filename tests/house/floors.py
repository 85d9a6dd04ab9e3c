"""The floor table: which rooms there are and what stands above what.

A room is a module or a package with all that is in it. Rooms import what lies on lower floors. The rooms of one floor
do not know each other, except that some floors have steps: a room may import from the steps below its own.
"""

from __future__ import annotations

FLOORS = (
    (
        {"rag.types", "rag.readings", "rag.errors", "rag.settings", "rag.wanted"},
        {
            "rag.protocols",
            "rag.joined",
            "rag.inside",
            "rag.ranking",
            "rag.sentences",
            "rag.postings",
            "rag.frequencies",
        },
        {"rag.guard"},
    ),
    (
        {"rag.bert"},
        {
            "rag.catalog",
            "rag.embedders",
            "rag.reader",
            "rag.indexes",
            "rag.lexical",
            "rag.delta",
            "rag.originals",
            "rag.models",
        },
    ),
    (
        {"rag.batching", "rag.retrieve", "rag.answer", "rag.explore", "rag.duplicates", "rag.view"},
        {"rag.writing"},
        {"rag.conversation"},
    ),
    (
        {"rag.base", "rag.removal", "rag.serialize", "rag.evaluate", "rag.explain"},
        {"rag.live", "rag.build", "rag.gold", "rag.standing", "rag.embedding", "rag.reembed", "rag.deserialize"},
        {"rag.service", "rag.backup", "rag.receipt", "rag.verify", "rag.swapping", "rag.client"},
        {"rag.compose", "rag.rehearsal"},
        {"rag.build_child", "rag.langchain", "rag.map", "rag.gap"},
    ),
    ({"ingest"},),
    ({"ingest.cli", "api"},),
)
"""From the ground up: floors, each with its steps, each with its rooms."""

HEIGHTS = {
    room: (floor, step) for floor, steps in enumerate(FLOORS) for step, rooms in enumerate(steps) for room in rooms
}


def room_of(module):
    """The room that a module is in: the longest name in the table that it begins with, or None."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in HEIGHTS), None)


def may_import(importer, imported):
    """Whether a room may know another one: itself, or one that lies lower."""
    return importer == imported or HEIGHTS[imported] < HEIGHTS[importer]
