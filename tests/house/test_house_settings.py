"""Settings are read in one place, and what is written about them is true."""

from __future__ import annotations

import ast
import re

import pytest

from rag.settings import Settings
from tests.house.source_tree import PACKAGES, ROOT, listed, place, python_files, tree_of
from tests.house.write_settings import COMMAND, PAGE, page

VARIABLE = re.compile(r"\bRAG_(?!TEST_)[A-Z0-9]+(?:_[A-Z0-9]+)*\b")
KNOWN = {f"RAG_{name.upper()}" for name in Settings.model_fields}
WRITTEN = ("*.md", "Makefile", "docs/**/*.md", "docker/*", ".github/**/*.yml", ".ci/*")
MAY_TOUCH_THE_ENVIRONMENT = {
    "rag/bert/tokenizer_pool.py": "tells its processes to use one thread each",
    "rag/build.py": "hands the settings to the process that builds",
    "rag/map/start.py": "hands the settings to the process that computes a map",
    "ingest/cli/serving.py": "hands the settings to the application, which is started by its import string",
    "ingest/sandbox_process.py": "gives reading children only what they need",
}


def test_every_setting_has_a_meaning():
    assert not [name for name, field in Settings.model_fields.items() if not field.description]


def test_every_setting_is_used():
    read = {
        node.attr
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
    }
    assert set(Settings.model_fields) - read == set()


def test_the_page_of_settings_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(Settings), f"run: {COMMAND}"


def test_every_variable_that_is_named_exists():
    texts = [path for pattern in WRITTEN for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    assert PAGE in texts
    unknown = [
        f"{place(path)}: {name}"
        for path in [*texts, *python_files(*PACKAGES)]
        for name in sorted(set(VARIABLE.findall(path.read_text(encoding="utf-8"))) - KNOWN)
    ]
    assert not unknown, listed(unknown)


def test_nothing_else_reads_the_environment():
    strayed = [
        place(path, node)
        for path in python_files(*PACKAGES)
        if place(path) not in MAY_TOUCH_THE_ENVIRONMENT
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute | ast.Name | ast.alias)
        if (getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None))
        in ("environ", "getenv", "environb")
    ]
    assert not strayed, listed(strayed)


@pytest.mark.parametrize("name", sorted(MAY_TOUCH_THE_ENVIRONMENT))
def test_who_may_touch_the_environment_does(name):
    assert "os.environ" in (ROOT / name).read_text(encoding="utf-8")
