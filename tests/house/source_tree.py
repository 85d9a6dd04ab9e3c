"""The project's own Python files, as the tests of the house look at them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("rag", "ingest", "api")
BESIDE = ("tests", "bench", "training", "docs")
NOT_OURS = {"samples", ".envs", ".work", "__pycache__"}
"""Folders whose Python files are documents to be read, or environments of the benchmark."""


@cache
def python_files(*folders):
    """The Python files below top-level folders, in order."""
    return tuple(path for folder in folders for path in _below(ROOT / folder))


def _below(folder):
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and path.name not in NOT_OURS:
            yield from _below(path)
        elif path.suffix == ".py":
            yield path


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path, node=None):
    """Where something is, as editors and terminals open it."""
    return str(path.relative_to(ROOT)) + (f":{node.lineno}" if node is not None else "")


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def listed(problems):
    """Problems as the message of a failing test, one a line."""
    return "\n  ".join(["", *problems])
