"""Imports go down the floors only, and nothing stands outside the table."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.util import find_spec

import grimp
import pytest

from tests.house.floors import HEIGHTS, may_import, room_of
from tests.house.source_tree import PACKAGES, ROOT, listed, module_name, place, python_files, tree_of

IMPORT_STRING = re.compile(r"(?P<module>(?:rag|ingest|api)(?:\.\w+)+):(?P<name>\w+)")
AROUND = "rag"
"""The package around the rooms; it stands on no floor, and gives out the public names by their import strings."""
DOORS = {("ingest.cli.serving", "api.app"), ("ingest.cli.mcp", "api.mcp_stdio")}
"""The command line starts the servers by their import strings: the only ways along the top floor."""


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*PACKAGES, cache_dir=None)


@pytest.fixture(scope="module")
def import_strings():
    """(path, node, module, name) of every "module:name" in the packages."""
    return [
        (path, node, match["module"], match["name"])
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (match := IMPORT_STRING.fullmatch(node.value))
    ]


def test_every_module_has_a_floor(graph):
    homeless = [module for module in sorted(graph.modules) if room_of(module) is None and module != AROUND]
    assert not homeless, "put into tests/house/floors.py:" + listed(homeless)


def test_the_package_around_the_rooms_imports_nothing():
    """So whoever imports a part of the house imports no more than that; the public names come when they are used."""
    told = [sys.executable, "-c", "import sys, rag; print(*(name for name in sys.modules if name.startswith('rag.')))"]
    assert subprocess.run(told, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip() == ""


def test_no_room_imports_the_package_around_it(graph):
    assert not graph.find_modules_that_directly_import(AROUND)


def test_every_room_is_there(graph):
    assert not sorted(set(HEIGHTS) - set(graph.modules))


def test_imports_go_down(graph):
    wrong = []
    for importer in sorted(graph.modules - {AROUND}):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            below = room_of(imported)
            if not may_import(room_of(importer), below):
                line = graph.get_import_details(importer=importer, imported=imported)[0]["line_number"]
                wrong.append(f"{importer} (line {line}) imports {imported}")
    assert not wrong, listed(wrong)


def test_import_strings_go_down_too(import_strings):
    wrong = [
        f"{place(path, node)} names {module}"
        for path, node, module, _ in import_strings
        if module_name(path) != AROUND
        if not may_import(room_of(module_name(path)), room_of(module)) and (module_name(path), module) not in DOORS
    ]
    assert not wrong, listed(wrong)


def test_import_strings_lead_somewhere(import_strings):
    assert {(module_name(path), module) for path, _, module, _ in import_strings} >= DOORS
    lost = []
    for path, node, module, name in import_strings:
        spec = find_spec(module)
        if spec is None or not re.search(rf"^(def|class) {name}\b", spec.loader.get_source(module), re.MULTILINE):
            lost.append(f"{place(path, node)}: {module}:{name}")
    assert not lost, listed(lost)
