"""What the code never does, and what every file has."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.house.source_tree import BESIDE, PACKAGES, ROOT, listed, place, python_files, tree_of

RUNS_WHAT_IT_READS = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
CALLS_NEVER_MADE = {"eval", "exec", "compile", "__import__"}
METHODS_NEVER_CALLED = {
    ("yaml", "load"),
    ("yaml", "load_all"),
    ("yaml", "full_load"),
    ("yaml", "unsafe_load"),
    ("torch", "load"),
    ("os", "system"),
    ("os", "popen"),
}
KEYWORDS_NEVER_TRUE = {"trust_remote_code", "allow_pickle", "shell"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def nodes(folders, kind):
    return [
        (path, node) for path in python_files(*folders) for node in ast.walk(tree_of(path)) if isinstance(node, kind)
    ]


def called(call):
    """("yaml", "load") for ``yaml.load(...)``, ("", "print") for ``print(...)``."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return owner, name
        case ast.Name(id=name):
            return "", name
    return "", ""


def imported(node):
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]


def test_libraries_do_not_print():
    printing = [place(path, call) for path, call in nodes(PACKAGES, ast.Call) if called(call) == ("", "print")]
    assert not printing, listed(printing)


def test_nothing_is_run_that_was_read():
    dangerous = [
        place(path, call)
        for path, call in nodes((*PACKAGES, "bench", "training"), ast.Call)
        if called(call) in METHODS_NEVER_CALLED or (called(call)[0] == "" and called(call)[1] in CALLS_NEVER_MADE)
    ]
    assert not dangerous, listed(dangerous)


def test_no_format_that_can_run_code():
    dangerous = [
        place(path, node)
        for path, node in nodes((*PACKAGES, "bench", "training"), ast.Import | ast.ImportFrom)
        if any(name.partition(".")[0] in RUNS_WHAT_IT_READS for name in imported(node))
    ]
    assert not dangerous, listed(dangerous)


def test_no_dangerous_switch():
    """A switch that can run code is off, in writing; what is not a literal may be on."""
    dangerous = [
        place(path, call)
        for path, call in nodes((*PACKAGES, "bench", "training"), ast.Call)
        for keyword in call.keywords
        if keyword.arg in KEYWORDS_NEVER_TRUE and getattr(keyword.value, "value", True) is not False
    ]
    assert not dangerous, listed(dangerous)


def test_no_drawers():
    assert not [place(path) for path in python_files(*PACKAGES, *BESIDE) if {path.stem, path.parent.name} & DRAWERS]


def test_docker_is_no_package():
    assert (ROOT / "docker").is_dir()
    assert not list((ROOT / "docker").rglob("*.py")), "it would hide the package of that name"


def test_every_module_says_what_it_is():
    silent = [
        place(path)
        for path in python_files(*PACKAGES, *BESIDE)
        if tree_of(path).body and not ast.get_docstring(tree_of(path))
    ]
    assert not silent, listed(silent)


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_say_what_they_are(package):
    silent = [
        f"{place(path, node)}: {node.name}"
        for path in python_files(package)
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node) and not speaks_for_itself(node)
    ]
    assert not silent, listed(silent)


def speaks_for_itself(node):
    """A schema, which is its fields and perhaps a short method that is named for what it returns."""
    return isinstance(node, ast.ClassDef) and isinstance(node.body[0], ast.AnnAssign)


def test_modules_of_tests_have_one_name_each():
    """Two of a name, or a bare ``import helper``, clash or not depending on which rooms are run, and in which order."""
    files = python_files("tests")
    tests = Counter(path.name for path in files if path.name.startswith("test_"))
    assert [name for name, times in tests.items() if times > 1] == []
    ours = {path.stem for path in files}
    imports = [*nodes(("tests",), ast.Import), *nodes(("tests",), ast.ImportFrom)]
    bare = [place(path, node) for path, node in imports if ours & set(imported(node))]
    assert not bare, listed(bare)
