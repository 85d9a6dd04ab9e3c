"""Ten sound files, one of each kind, that have to be stored and found whatever lies beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.hostile.case import Case, passage
from tests.hostile.formats import docx, paragraph, pdf_page, pdf_text


def good_cases() -> Iterator[Case]:
    contents = {
        "good/letter.txt": lambda word: passage(word).encode(),
        "good/notes.md": lambda word: f"# Pilots of {word}\n\n{passage(word)}\n\n- one\n- two\n".encode(),
        "good/page.html": _html,
        "good/report.pdf": lambda word: pdf_page(pdf_text(passage(word))),
        "good/memo.docx": lambda word: docx(paragraph(f"Pilots of {word}") + paragraph(passage(word))),
        "good/table.csv": lambda word: f'place,note\n{word},"{passage(word)}"\nElsewhere,nothing\n'.encode(),
        "good/table.tsv": lambda word: f"place\tnote\n{word}\t{passage(word)}\nElsewhere\tnothing\n".encode(),
        "good/record.json": lambda word: json.dumps(
            {"place": word, "note": passage(word), "tags": ["a", "b"]}
        ).encode(),
        "good/lines.jsonl": lambda word: b"".join(
            json.dumps({"id": n, "note": passage(word) if n == 1 else "nothing"}).encode() + b"\n" for n in range(3)
        ),
        "good/pilot.py": lambda word: f'"""{passage(word)}"""\n\n\ndef ring(times):\n    return times\n'.encode(),
    }
    for path, content in contents.items():
        yield Case(path, content, "found", good=True)


def _html(word: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>Pilots of {word}</title></head><body><nav>Home</nav>"
        f"<main><h1>Pilots of {word}</h1><p>{passage(word)}</p></main></body></html>"
    ).encode()
