"""Opening the base of a generation."""

from __future__ import annotations

from rag.catalog.records import Generation
from rag.errors import IndexDamaged
from rag.frequencies import Frequencies
from rag.indexes.engines import engine
from rag.protocols import SearchIndex
from rag.settings import Settings

FOLDER = "base"
"""The engine's folder in that of its generation; the term frequencies lie beside it."""


def open_base(settings: Settings, generation: Generation) -> tuple[SearchIndex, Frequencies]:
    """The index of a generation and its term frequencies; IndexDamaged when it is not whole."""
    directory = settings.data.expanduser() / generation.path
    frequencies = Frequencies.load(directory, generation.points)
    return engine(generation.engine, settings).open(directory / FOLDER), frequencies


def is_whole(settings: Settings, generation: Generation) -> bool:
    """Whether a base can be opened, so that it need not be built anew."""
    try:
        index, _ = open_base(settings, generation)
    except IndexDamaged:
        return False
    index.close()
    return True
