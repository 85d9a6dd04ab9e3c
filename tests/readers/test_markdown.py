"""Markdown: marks become structure, front matter becomes facts and is never executed."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from ingest.readers.markdown import MarkdownReader
from rag.errors import EmptyExtraction
from rag.types import Document


def read(markdown: str) -> Document:
    return MarkdownReader().read(markdown.encode(), "page.md")


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_blocks_and_inline_marks():
    document = read("""# A *title*

Some **bold** `code`, [a link](http://example.org) ![a chart](x.png) over
two lines &amp; a \\*star\\*.\\
New line<br>and <b>tags</b>.

```py
x  = 1
```

> quoted
""")
    assert kinds(document) == [
        ("heading", "A title"),
        ("paragraph", "Some bold code, a link a chart over two lines & a *star*.\nNew line\nand tags."),
        ("code", "x  = 1"),
        ("paragraph", "quoted"),
    ]
    assert document.title == "A title"


def test_lists_keep_numbers_and_nesting():
    document = read("7. seven\n8. eight\n   - inner\n     more\n\n     next\n   - last\n")
    assert kinds(document) == [("list", "7. seven\n8. eight\n  - inner more\n    next\n  - last")]


def test_tables_keep_empty_cells_and_pipes():
    document = read("| a | b |\n|---|---|\n| `x \\| y` |  |\n|  | z |\n")
    assert kinds(document) == [("table", "| a | b |\n| --- | --- |\n| x \\| y |  |\n|  | z |")]


def test_html_blocks_are_read_as_html():
    document = read(
        "<h1 align=center>Name</h1>\n\ntext\n\n<table><tr><th>a<th>b<tr><td>1<td>2</table>\n\n<!-- no -->\n"
    )
    assert [kind for kind, _ in kinds(document)] == ["heading", "paragraph", "table"]
    assert "no" not in document.text


def test_front_matter_becomes_facts():
    document = read("""---
title: "Tides: a guide"
author: [Anna, {name: Bo}]
date: 2023-05-06
updated: 2023-06-07 08:09:10
lang: en-GB
tags: [sea, moon]
---
Text.
""")
    assert document.text == "Text."
    assert (document.title, document.language, document.authors) == ("Tides: a guide", "en", ("Anna", "Bo"))
    assert document.created == datetime(2023, 5, 6, tzinfo=UTC)
    assert document.modified == datetime(2023, 6, 7, 8, 9, 10, tzinfo=UTC)
    assert document.metadata == {"tags": "sea, moon"}


@pytest.mark.parametrize(
    "front",
    ["a: !!python/object/apply:os.system [x]", "a: [" * 3_000, "a: 2023-99-99\nb: {", "- only\n- a list", "a: *b"],
)
def test_front_matter_that_is_no_plain_mapping_stays_text(front):
    document = read(f"---\n{front}\n---\nBody.\n")
    assert front[:20] in document.text
    assert document.text.endswith("Body.")


def test_references_that_multiply_are_not_unfolded():
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    document = read(f"---\n{bomb}title: *a59\n---\nBody.\n")
    assert (document.text, document.title) == ("Body.", None)


def test_what_is_nested_too_deeply_is_reported():
    document = read("".join("  " * depth + "- x\n" for depth in range(200)))
    assert "nested deeper" in " ".join(document.warnings)


def test_blank_markdown_says_so():
    with pytest.raises(EmptyExtraction):
        read("<!-- nothing -->\n")


@pytest.mark.parametrize(
    "hostile", ["[" * 200_000, "![" * 9_000, "*a **a " * 20_000, "x " + "`" * 50_000 + " x", "word " * 300_000]
)
def test_hostile_inline_marks_are_kept_as_text(hostile):
    assert len(read(hostile + "\n\nneedle").text) > 1000


def test_the_time_that_inline_marks_take_is_bounded():
    begun = time.process_time()
    read("![" * 100_000)
    assert time.process_time() - begun < 4
