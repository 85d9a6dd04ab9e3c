"""The pages' files are short, and no stylesheet reaches into another room: styles of a page stay when another opens."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.house.source_tree import ROOT, listed

WEB = ROOT / "api" / "web" / "src"
LINES_OF_A_FILE = 300
BEGINS_WITH_A_CLASS = re.compile(r"^\.([a-z][\w-]*)", re.MULTILINE)


def test_files_of_the_pages_are_short():
    files = [path for kind in ("ts", "tsx", "css") for path in WEB.rglob(f"*.{kind}")]
    assert len(files) > 100
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    long = [f"{path.relative_to(ROOT)}: {count} lines" for path, count in lines.items() if count > LINES_OF_A_FILE]
    assert not long, f"{LINES_OF_A_FILE} are the most:" + listed(long)


def test_a_class_is_styled_in_one_folder():
    folders = defaultdict(set)
    for path in WEB.rglob("*.css"):
        page = (
            path.relative_to(WEB).parts[:2] if path.is_relative_to(WEB / "pages") else path.relative_to(WEB).parts[:1]
        )
        for name in BEGINS_WITH_A_CLASS.findall(path.read_text(encoding="utf-8")):
            folders[name].add("/".join(page))
    assert len(folders) > 100
    shared = [f".{name}: {', '.join(sorted(places))}" for name, places in folders.items() if len(places) > 1]
    assert not shared, "begin the rule with a class of its page:" + listed(shared)
