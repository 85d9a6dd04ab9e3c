"""Named points at which a workload can be killed: functions of the product, wrapped from outside for one process."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

import rag.build
import rag.live
import rag.removal
from rag.catalog import documents
from rag.catalog.catalog import Catalog
from rag.catalog.database import Database
from rag.catalog.generations import Generations
from rag.frequencies import Frequencies
from rag.indexes import manifest
from rag.indexes.edge import EdgeEngine
from rag.indexes.faiss_index import FaissEngine

POINTS: dict[str, tuple[tuple[Any, str], ...]] = {
    "statement": ((DefaultDialect, "do_execute"),),
    "commit": ((DefaultDialect, "do_commit"),),
    "fsync": ((os, "fsync"),),
    "rename": ((Path, "rename"), (Path, "replace")),
    "make a folder": ((Path, "mkdir"),),
    "remove": ((shutil, "rmtree"), (Path, "unlink")),
    "vectors": ((documents, "_store_vectors"),),
    "change log": ((documents, "record_change"),),
    "engine": ((EdgeEngine, "build"), (FaissEngine, "build")),
    "manifest": ((manifest, "write"),),
    "frequencies": ((Frequencies, "save"),),
    "publish": ((Generations, "publish"),),
    "retire": ((Generations, "retire_older"),),
    "purge": ((rag.build, "purge"),),
    "sweep": ((rag.build, "sweep"),),
    "delete": ((documents.DocumentWriter, "delete"),),
    "give space back": ((Database, "give_space_back"),),
    "swap": ((rag.live, "open_base"),),
    "close": ((Catalog, "close"),),
}


class Crossings:
    """Counts how often each point is crossed, and kills this process at one of the crossings."""

    def __init__(self, point: str | None, crossing: int, *, after: bool) -> None:
        self.counted = Counter[str]()
        self._fatal = (point, crossing)
        self._after = after
        for name, places in POINTS.items():
            for owner, attribute in places:
                setattr(owner, attribute, self._wrapped(name, getattr(owner, attribute)))

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.counted))

    def _wrapped(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def crossed(*arguments: Any, **named: Any) -> Any:
            self.counted[name] += 1
            fatal = (name, self.counted[name]) == self._fatal
            if fatal and not self._after:
                _die()
            result = original(*arguments, **named)
            if fatal:
                _die()
            return result

        return crossed


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
