"""Answers questions from your own documents and proves every word of it: ``from rag import Sourcebound``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.library import Sourcebound as Sourcebound

_PUBLIC = {"Sourcebound": "ingest.library:Sourcebound"}


def __getattr__(name: str) -> object:
    """Public names are imported when they are used, so that importing a part of the house imports no more."""
    from importlib import import_module

    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PUBLIC[name].split(":")
    return getattr(import_module(module), attribute)
