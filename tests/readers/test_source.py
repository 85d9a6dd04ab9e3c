"""Source code: verbatim, cut where a reader of programs would cut."""

from __future__ import annotations

import pytest

from ingest.readers.source import SourceReader
from rag.errors import EmptyExtraction

PROGRAM = '''#!/usr/bin/env python3
"""Tides."""

import math


# The moon's period.
PERIOD = 12.42

def height(hour):
    """Height of the water.

    In metres."""
    return math.cos(hour / PERIOD)


class Table:
    """All heights."""

    def row(self, day):
        return [height(hour) for hour in range(24)]
'''


def read(text: str, name: str = "tides.py"):
    return SourceReader().read(text.encode(), name)


def test_functions_and_classes_are_blocks_with_their_comments():
    document = read(PROGRAM)
    blocks = [document.text[block.start : block.end] for block in document.blocks]
    assert {block.kind for block in document.blocks} == {"code"}
    assert any(block.startswith("def height") and block.endswith("PERIOD)") for block in blocks)
    assert any(block.startswith("class Table") and "def row" in block for block in blocks)
    assert any("# The moon's period.\nPERIOD" in block for block in blocks)


def test_nothing_but_blank_lines_is_lost():
    lines = [line for line in PROGRAM.split("\n") if line.strip()]
    assert [line for line in read(PROGRAM).text.split("\n") if line.strip()] == lines


def test_long_classes_fall_into_their_methods():
    methods = "\n".join(f"    def m{number}(self):\n        a = 1\n        return a\n" for number in range(40))
    document = read(f"class Big:\n{methods}")
    assert len(document.blocks) >= 40


def test_name_and_language():
    document = read(PROGRAM, "lib/tides.py")
    assert (document.title, document.media_type) == ("tides.py", "text/x-python")
    assert document.metadata == {"programming_language": "Python"}
    assert read("#!/bin/sh\necho x\n", "run").media_type == "text/x-shellscript"


def test_deep_indentation_does_not_recurse():
    assert read("\n\n".join(" " * depth + "x" for depth in range(3000))).text


def test_blank_program_says_so():
    with pytest.raises(EmptyExtraction):
        read("\n\n")
