"""Whatever bytes the text readers are given: a sound document, or an error that names its reason."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.readers.registry import reader_for
from rag.errors import ReadError
from rag.types import Document

SEEDS = {
    "text/html": """<!DOCTYPE html><html lang=en><head><title>T</title><meta name=date content=2020-01-01></head><body>
<main>
<h1>Tides</h1><p style='display:none'>x</p><p>a<br>b <a href=#>¶</a></p><ul><li>1<ol type=i start=4><li>2</ol></ul>
<dl><dt>k<dd>v</dl><table><tr><th rowspan=2>h<th colspan=3>i<tr><td>1<td>2</table><pre>c
 d</pre></main>""".encode(),
    "text/markdown": b"""---
title: T
date: 2020-01-01
author: [a, b]
---
# H

p *e* **s** `c` [l](u) ![i](s) <b>x</b>\\
q

- a
  1. b

| a | b |
|---|---|
| 1 | 2 |

```py
c
```

> q

<div>
<p>x</p>
</div>

[l]: u 't'
""",
    "text/plain": b"""Tides
=====

A paragraph of some length that was wrapped by its writer
at the end of the page-
width line.

* a
  b
* c

    code()
    more()

CHAPTER TWO

1.2 Title

k   v
l   w

term
  text
----
x
----
""",
    "text/x-python": b"""#!/usr/bin/python
'''D.'''

import a


# c
def f():
\tx = 1

\tif x:
\t\ty

class C:
  pass
""",
}
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"<", b">", b"&#x0;", b"&#xD800;", b"<table>", b"</td>", b"<!--", b"]]>", b"\0", b"\xff", b"\n\n"]
    ),
    st.sampled_from(
        [b"---\n", b"    ", b"\t", b"|", b"```", b"[", b"](", b"*", b"\\", b"\xe2\x80\xae", b"\xed\xa0\x80"]
    ),
)
EDITS = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 12), PIECES), max_size=6)


def mutated(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, removed, inserted in edits:
        place = at % (len(data) + 1)
        data = data[:place] + inserted + data[place + removed :]
    return data


def assert_sound(document: Document) -> None:
    assert document.text.strip()
    assert unicodedata.is_normalized("NFC", document.text)
    assert not set(document.text) & {"\0", "\r", "\ufeff", "\x0c"}
    document.text.encode("utf-8")
    assert all(left.end < right.start for left, right in pairwise(document.blocks))
    for block in document.blocks:
        assert document.text[block.start : block.end].strip()
        assert (block.kind == "heading") == (1 <= block.level <= 6)
    between = [document.text[left.end : right.start] for left, right in pairwise(document.blocks)]
    assert not "".join(between).strip()


def read_or_refuse(kind: str, data: bytes) -> None:
    """Only a ReadError is let pass; any other error fails the test that calls."""
    with suppress(ReadError):
        assert_sound(reader_for(kind).read(data, "any"))


@pytest.mark.parametrize("kind", SEEDS)
def test_the_seeds_are_read(kind):
    assert_sound(reader_for(kind).read(SEEDS[kind], "seed"))


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS, cut=st.integers(1, 800))
def test_mutated_files_are_sound_or_refused(kind, edits, cut):
    read_or_refuse(kind, mutated(SEEDS[kind], edits)[:cut])


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=400))
def test_any_bytes_are_sound_or_refused(kind, data):
    read_or_refuse(kind, data)
