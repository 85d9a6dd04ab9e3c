"""Sentences of the visible sets with the passages around them."""

from __future__ import annotations

import csv
import gzip
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.unpacking import unpack
from ingest.readers.registry import reader_for
from rag.sentences import sentence_spans
from rag.types import Hit, StageRanks, StageScores
from training.paraphrase import paraphrase
from training.reader.sources import squad

SHORTEST, LONGEST = 7, 40
"""Words of a sentence that is taken."""
_PAGES = 40
_PASSAGE = 900
"""Characters of a passage of the manual."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a passage supports, said in other words, and the passages it is asked among; its own is first."""

    text: str
    passages: tuple[Hit, ...]
    set: str


def hit(name: str, title: str, text: str) -> Hit:
    """A text as a passage that was found."""
    scores, ranks = StageScores(0.6, 1.0, 0.5, 0.5), StageRanks()
    return Hit(1, 0.5, scores, ranks, 1, name, 1, f"file:///{name}", title, 0, len(text), text, title)


def of_squad(sets: Path, count: int, rng: random.Random) -> list[Statement]:
    """Sentences of encyclopaedia paragraphs in other words, among paragraphs of the same article."""
    paragraphs = list(dict.fromkeys(one.paragraph for one in squad(sets / "squad" / "dev-v1.1-part.json.gz")))
    titled = [(one.title, one.text) for one in paragraphs]
    return _reworded(titled, "squad", count, rng)


def of_pydocs(sets: Path, count: int, rng: random.Random) -> list[Statement]:
    """Sentences of the Python manual in other words, among passages of the same page."""
    with tempfile.TemporaryDirectory() as folder:
        unpack(sets / "pydocs" / "html.tar.xz", Path(folder), ".html")
        pages = rng.sample(sorted(Path(folder).rglob("library/*.html")), _PAGES)
        documents = [reader_for("text/html").read(page.read_bytes(), page.name) for page in pages]
    titled = [
        (document.title or "", part)
        for document in documents
        for part in _parts(document.text)
        if len(part) > _PASSAGE // 2
    ]
    return _reworded(titled, "pydocs", count, rng)


def of_begin(sets: Path, count: int, rng: random.Random) -> list[Statement]:
    """Replies of conversations that people judged fully attributable to their knowledge, among other knowledge."""
    rows = begin_rows(sets)
    known = list(dict.fromkeys(row["knowledge"].strip() for row in rows))
    good = [
        row for row in rows if row["begin_label"] == "Fully attributable" and len(row["response"].split()) >= SHORTEST
    ]
    found = []
    for row in rng.sample(good, count):
        own = row["knowledge"].strip()
        others = rng.sample([other for other in known if other != own], 3)
        passages = tuple(hit(f"b{place}", "", text) for place, text in enumerate((own, *others)))
        found.append(Statement(row["response"].strip(), passages, "begin"))
    return found


def begin_rows(sets: Path) -> list[dict[str, str]]:
    with gzip.open(sets / "begin" / "begin_test_wow.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["knowledge"].strip() and row["response"].strip()]


def _reworded(titled: list[tuple[str, str]], name: str, count: int, rng: random.Random) -> list[Statement]:
    found: list[Statement] = []
    for title, text in rng.sample(titled, len(titled)):
        said = _sentence_of(title, text, rng)
        others = [other for other in titled if other[0] == title and other[1] != text]
        if said and len(others) >= 3:
            around = [(title, text), *rng.sample(others, 3)]
            passages = tuple(hit(f"{name}{place}", *one) for place, one in enumerate(around))
            found.append(Statement(said, passages, name))
        if len(found) == count:
            break
    return found


def _sentence_of(title: str, text: str, rng: random.Random) -> str | None:
    """One sentence of a text in other words, at least two of its words changed or moved."""
    spans = list(sentence_spans(text))
    sentences = [text[start:end] for start, end in spans if "\n" not in text[start:end] and text[end - 1] == "."]
    fit = [said for said in sentences if SHORTEST <= len(said.split()) <= LONGEST and said[0].isupper()]
    rng.shuffle(fit)
    return next((other for said in fit if (other := paraphrase(said, title, rng)) is not None), None)


def _parts(text: str) -> list[str]:
    parts, part = [], ""
    for block in text.split("\n\n"):
        part = f"{part}\n\n{block}" if part else block
        if len(part) >= _PASSAGE:
            parts.append(part)
            part = ""
    return parts
