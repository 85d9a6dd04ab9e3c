"""Files and functions stay short enough to be read in one go."""

from __future__ import annotations

import ast

import pytest

from tests.house.source_tree import BESIDE, PACKAGES, ROOT, listed, place, python_files, tree_of

LINES_OF_A_FILE = 300
LINES_OF_A_TEST_FILE = 320
LINES_OF_A_FUNCTION = 40
MIGRATIONS = ROOT / "rag" / "catalog" / "migrations"
"""A migration is a list of tables; cutting it up would not make it clearer."""


@pytest.mark.parametrize(
    ("folders", "most"),
    [(PACKAGES, LINES_OF_A_FILE), (("bench", "training", "docs"), LINES_OF_A_FILE), (("tests",), LINES_OF_A_TEST_FILE)],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_files_are_short(folders, most):
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*folders)}
    long = [f"{place(path)}: {count} lines, {most} are the most" for path, count in lines.items() if count > most]
    assert not long, listed(long)


def test_functions_are_short():
    long = [
        f"{place(path, node)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in python_files(*PACKAGES, *BESIDE)
        if not path.is_relative_to(MIGRATIONS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno - node.lineno >= LINES_OF_A_FUNCTION
    ]
    assert not long, f"{LINES_OF_A_FUNCTION} are the most:" + listed(long)
