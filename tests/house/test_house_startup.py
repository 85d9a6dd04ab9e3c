"""Commands import what they need and no more, so that they start at once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

MODELS = {"torch", "transformers", "sentence_transformers", "openvino"}
INDEXES = {"faiss", "qdrant_edge"}
DOORS = {"fastapi", "uvicorn", "httpcore", "langchain_core"}
REPORT = """
import sys
from ingest.cli import main
sys.argv[0] = "rag"
try:
    main()
finally:
    sys.stderr.write("\\n".join(["", *sys.modules]))
"""
GARDEN = "# The shed\n\nThe lawn mower runs on petrol. The key hangs behind the kitchen door of the house.\n"


def rag(*arguments, folder):
    """The modules that a command had imported when it ended, and what it printed."""
    environment = os.environ | {"RAG_DATA": str(folder / "data")}
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()), done.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("ingest", "--help"), ("serve", "--help")])
def test_help_imports_nothing_heavy(arguments, tmp_path):
    modules, _ = rag(*arguments, folder=tmp_path)
    assert "ingest.cli" in modules
    assert not modules & {*MODELS, *INDEXES, *DOORS, "sqlalchemy", "alembic", "lxml"}


def test_unchanged_files_wake_no_model(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "shed.md").write_text(GARDEN)
    first, told = rag("ingest", tmp_path / "files", folder=tmp_path)
    assert told.startswith("1 added")
    assert first & {"openvino", "torch"}, "the first time a model is needed, or this test sees nothing"
    second, told = rag("ingest", tmp_path / "files", folder=tmp_path)
    assert "1 unchanged" in told
    assert not second & {*MODELS, *DOORS, "selectolax", "markdown_it"}
