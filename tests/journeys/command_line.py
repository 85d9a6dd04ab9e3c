"""``rag`` as people run it: a process of its own, its words and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ingest
from rag.catalog.catalog import Catalog

SAMPLES = Path(ingest.__file__).parent / "samples"
_RAG = (sys.executable, "-c", "from ingest.cli import main; main()")


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


def rag(data: Path, *arguments: object, **settings: str) -> Said:
    """Run ``rag ARGUMENTS --data DATA`` with ``RAG_*`` settings."""
    done = subprocess.run(
        [*_RAG, *map(str, arguments), "--data", str(data)],
        env={name: value for name, value in os.environ.items() if not name.startswith("RAG_")} | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


def quoted(data: Path, citation: dict[str, Any]) -> str:
    """What the stored text says where a citation points."""
    catalog = Catalog(f"sqlite:///{data}/catalog.db")
    try:
        text, _ = catalog.shelf("default").passages.text(citation["document_id"], citation["version"])
        return text[citation["start"] : citation["end"]]
    finally:
        catalog.close()
