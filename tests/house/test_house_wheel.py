"""What ``pip install .`` puts on a machine is whole: built, installed into an empty folder and used from there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

from tests.house.source_tree import PACKAGES, ROOT

TELL = """
import json, sys
from importlib.resources import files
from pathlib import Path

import api, ingest, rag
from api.routes.page import index
from rag.compose import open_catalog
from rag.settings import Settings

with open_catalog(Settings(data=Path("data"))) as catalog:
    names = catalog.collections.names()
print(json.dumps({
    "homes": [str(Path(package.__file__).parent.parent) for package in (rag, ingest, api)],
    "samples": sorted(path.name for path in (files("ingest") / "samples" / "documents").iterdir()),
    "gold": (files("ingest") / "samples" / "gold.jsonl").is_file(),
    "typed": (files("rag") / "py.typed").is_file(),
    "page": index().status_code,
    "assets": len(list((files("api") / "pages" / "assets").iterdir())),
    "collections": list(names),
}))
"""


def can_build():
    try:
        return int(version("setuptools").partition(".")[0]) >= 77
    except PackageNotFoundError:
        return False


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder of an installation, made from a copy of the tree so that nothing is left behind in it."""
    if not can_build():
        pytest.skip("building a wheel needs setuptools 77 or newer in this environment")
    work = tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, work / "tree" / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, work / "tree")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(work), str(work / "tree")])
    (wheel,) = work.glob("*.whl")
    run([*pip, "install", "--no-deps", "--no-index", "--target", str(work / "site"), str(wheel)])
    return work / "site"


@pytest.fixture(scope="module")
def told(installed):
    """What the installed packages say of themselves, asked from a folder that is not the project's."""
    home = installed.parent
    done = run([sys.executable, "-P", "-c", TELL], cwd=home, env={"PYTHONPATH": str(installed), "HOME": str(home)})
    return json.loads(done.stdout)


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_it_is_the_installed_one(told, installed):
    assert set(told["homes"]) == {str(installed)}


def test_the_samples_are_there(told):
    here = {path.name for path in (ROOT / "ingest" / "samples" / "documents").iterdir() if path.name != "__pycache__"}
    assert set(told["samples"]) - {"__pycache__"} == here
    assert told["gold"]


def test_a_catalog_is_made_by_its_migrations(told, installed):
    assert told["collections"] == []
    assert (installed.parent / "data" / "catalog.db").stat().st_size > 0


def test_the_page_and_the_types_are_there(told):
    assert told["page"] == 200
    assert told["assets"] > 2
    assert told["typed"]


def test_nothing_else_is_installed(installed):
    ours = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert ours - {"bin"} == set(PACKAGES)


def test_the_licence_goes_along(installed):
    (info,) = installed.glob("sourcebound-*.dist-info")
    assert "Apache License" in next(info.rglob("LICENSE")).read_text(encoding="utf-8")


def test_the_command_starts(installed):
    command = [sys.executable, "-P", "-c", "from ingest.cli import main; main()", "--help"]
    assert "ingest" in run(command, cwd=installed.parent, env={"PYTHONPATH": str(installed)}).stdout
