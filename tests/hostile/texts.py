"""Hostile text: encodings, lengths, nesting, entities, and front matter that would like to run."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.case import Case, passage

_WORDS = ("fog", "bell", "tide", "ferry", "lantern", "pilot", "harbour", "copper", "table", "water", "north", "rope")


def text_cases(scale: float, forbidden: str, canary: Path) -> Iterator[Case]:
    """``scale`` shrinks the large ones; ``forbidden`` is the path of a secret and ``canary`` must not come to be."""
    yield from _encodings()
    yield from _lengths(scale)
    yield from _tables(scale)
    yield from _json(scale)
    yield from _markup(scale, forbidden)
    yield from _markdown(scale, canary)


def _encodings() -> Iterator[Case]:
    yield Case("text/empty.txt", lambda _: b"", "reported")
    yield Case("text/whitespace.txt", lambda _: b" \n\t\r\n" * 999, "reported")
    yield Case("text/bom-only.txt", lambda _: b"\xef\xbb\xbf", "reported")
    yield Case("text/zero-width-only.txt", lambda _: "\u200b\u2060\ufeff".encode() * 99, "either")
    yield Case("text/invalid-utf8.txt", lambda w: passage(w).encode() + b" \xff\xfe\xc3( \xed\xa0\x80 end", "found")
    yield Case("text/utf16-no-bom.txt", lambda w: passage(w).encode("utf-16-le"), "found")
    yield Case("text/utf16-bom.txt", lambda w: passage(w).encode("utf-16"), "found")
    yield Case(
        "text/latin1.txt", lambda w: f"Caf\xe9 \xe0 la mer. {passage(w)} D\xe9j\xe0 vu.".encode("latin-1"), "found"
    )
    yield Case("text/mixed.txt", lambda w: f"\xe9\xe9 {passage(w)}".encode() + "\xe9t\xe9".encode("latin-1"), "found")
    yield Case("text/nuls.txt", lambda w: passage(w).encode().replace(b". ", b".\0 "), "found")
    yield Case("text/bidi.txt", lambda w: f"\u202e\u2066{passage(w)}\u2069\u202c".encode(), "found")
    yield Case("text/zero-width.txt", lambda w: f"{passage(w)} invis\u200bible \ufeff\u200d".encode(), "found")
    yield Case("text/surrogates.json", lambda w: b'{"note": "\\ud800 ' + passage(w).encode() + b' \\udfff"}', "found")
    yield Case("text/gzip-of-text.txt", lambda w: gzip.compress(passage(w).encode() * 9), "reported")


def _lengths(scale: float) -> Iterator[Case]:
    size = int((50 << 20) * scale)
    yield Case("text/one-line-50mb.txt", lambda w: (passage(w) + " ").encode() + _chatter(size), "either")
    yield Case("text/one-word-50mb.txt", lambda _: b"x" * size, "bounded")
    yield Case("text/parentheses.txt", lambda _: b"(" * (size // 50), "bounded")
    yield Case("text/no-spaces.txt", lambda _: "\u4e00\u4e8c\u4e09".encode() * (size // 200), "bounded")
    yield Case("text/combining.txt", lambda w: (passage(w) + "a" + "\u0301" * (size // 100)).encode(), "either")
    yield Case("text/empty-lines.txt", lambda w: b"\n" * (size // 10) + passage(w).encode(), "found")


def _tables(scale: float) -> Iterator[Case]:
    columns = int(1_000_000 * scale)
    field = int((20 << 20) * scale)
    yield Case("text/huge-field.csv", lambda w: f'a,b\n1,"{passage(w)} '.encode() + b"y" * field + b'"\n', "either")
    yield Case("text/many-columns.csv", lambda w: b",".join([b"c"] * columns) + b"\n" + passage(w).encode(), "either")
    yield Case("text/open-quote.csv", lambda w: f'a,b\n1,"{passage(w)}\n'.encode() + b"2,3\n" * (field // 80), "either")
    yield Case("text/ragged.csv", lambda w: f"a,b,c\n1\n1,2,3,4,5\n\n,,\n{w},{passage(w)}\n".encode(), "found")
    yield Case("text/nuls.csv", lambda w: f"a,b\n\0\0,{passage(w)}\n".encode(), "either")


def _json(scale: float) -> Iterator[Case]:
    deep = int(100_000 * scale)
    yield Case("text/deep.json", lambda _: b"[" * deep + b"1" + b"]" * deep, "reported")
    yield Case("text/deep-objects.json", lambda _: b'{"a":' * deep + b"1" + b"}" * deep, "reported")
    yield Case("text/deep-1000.json", lambda w: b"[" * 1000 + json.dumps(passage(w)).encode() + b"]" * 1000, "either")
    yield Case("text/truncated.json", lambda w: json.dumps({"a": passage(w), "b": [1, 2, 3]}).encode()[:-5], "either")
    yield Case(
        "text/huge-number.json", lambda w: f'{{"n": {"9" * 100_000}, "note": "{passage(w)}"}}'.encode(), "either"
    )
    yield Case(
        "text/nan.json", lambda w: f'{{"n": [NaN, -Infinity, 1e999], "note": "{passage(w)}"}}'.encode(), "either"
    )
    yield Case(
        "text/broken-line.jsonl", lambda w: f'{{"a": 1}}\n{{broken\n{{"note": "{passage(w)}"}}\n'.encode(), "either"
    )


def _markup(scale: float, forbidden: str) -> Iterator[Case]:
    deep = int(100_000 * scale)
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<!DOCTYPE html [<!ENTITY e0 "boom">{bomb}<!ENTITY secret SYSTEM "{forbidden}">]>'
    head = "<!DOCTYPE html><html><body><p>"
    yield Case("text/deep.html", lambda w: f"{head}{passage(w)}</p>".encode() + b"<div>" * deep + b"x", "either")
    yield Case("text/deep-tables.html", lambda w: f"{head}{passage(w)}".encode() + b"<table><tr><td>" * deep, "either")
    yield Case("text/attributes.html", lambda w: f"{head}{passage(w)}<b ".encode() + b"a=b " * deep + b">", "either")
    yield Case("text/open-comment.html", lambda w: f"{head}{passage(w)}</p><!-- ".encode() + b"z" * deep, "either")
    yield Case("text/entities.html", lambda w: f"{entities}<html><p>{passage(w)} &e9; &secret;".encode(), "either")
    yield Case("text/laughs.xml", lambda w: f"<?xml version='1.0'?>{entities}<html>&e9;{w}</html>".encode(), "bounded")
    yield Case("text/secret.xml", lambda _: f"<?xml version='1.0'?>{entities}<r>&secret;</r>".encode(), "bounded")
    yield Case("text/page.pdf", lambda w: f"{head}{passage(w)}</p></body></html>".encode(), "found")


def _markdown(scale: float, canary: Path) -> Iterator[Case]:
    many = int(100_000 * scale)
    run = f'!!python/object/apply:os.system ["touch {canary}"]'
    aliases = "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)},' * 9}]\n" for n in range(9))
    yield Case("text/run.md", lambda w: f"---\ntitle: {run}\n---\n\n{passage(w)}\n".encode(), "found")
    yield Case("text/aliases.md", lambda w: f"---\n{aliases}---\n\n{passage(w)}\n".encode(), "found")
    yield Case("text/brackets.md", lambda w: f"{passage(w)}\n\n".encode() + b"[" * many + b"](" * many, "either")
    yield Case("text/quotes.md", lambda w: f"{passage(w)}\n\n".encode() + b">" * many + b" deep", "either")
    yield Case("text/stars.md", lambda w: f"{passage(w)}\n\n".encode() + b"*a **b " * many, "either")
    yield Case("text/open-fence.md", lambda w: f"```\n{passage(w)}\n".encode() + b"x\n" * many, "either")


def _chatter(size: int) -> bytes:
    """Words without a line end, in an order that does not repeat soon."""
    state, out = 1, bytearray()
    while len(out) < size:
        line = bytearray()
        for _ in range(2000):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            line += _WORDS[(state >> 16) % len(_WORDS)].encode() + b" "
        out += line * 16
    return bytes(out[:size])
