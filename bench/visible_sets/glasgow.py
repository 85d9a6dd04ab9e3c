"""The classic collections of abstracts, queries and relevance judgements: Cranfield, CISI, MED and LISA.

Every judged pair counts as relevant, Cranfield's five grades alike: so counted, a plain BM25 reaches the published
figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench.visible_sets.visible_set import REPLIES, RETRIEVAL, VisibleSet, write_texts
from rag.evaluate import GoldQuestion

BM25_NDCG = {"cran": 0.522, "cisi": 0.400, "med": 0.688, "lisa": 0.470}

_RECORD = re.compile(r"^\.I\s+(\d+)\s*$", re.MULTILINE)
_FIELD = re.compile(r"^\.([A-Z])\s*$", re.MULTILINE)
_LISA_DOCUMENT = re.compile(r"\s*Document\s+(\d+)\s*\n(.*)", re.DOTALL)
_LISA_QUERY = re.compile(r"\s*(\d+)\s*\n(.*)", re.DOTALL)
_LISA_RULE = re.compile(r"^\*{20,}\s*$", re.MULTILINE)

Relevant = dict[int, list[int]]


def load_cran(sets: Path) -> VisibleSet:
    folder = sets / "glasgow" / "cran"
    queries = records(_read(folder / "cran.qry"))
    # The judgements number the queries by their order, not by the number they bear.
    numbered = {place: fields["W"] for place, (_, fields) in enumerate(queries, start=1)}
    return _set("cran", _abstracts(folder / "cran.all.1400"), numbered, judgements(_read(folder / "cran.qrels"), 1))


def load_cisi(sets: Path) -> VisibleSet:
    folder = sets / "glasgow" / "cisi"
    # Some queries are a title and an abstract, and some bear an author and a source besides.
    queries = {number: _prose(fields, "TW") for number, fields in records(_read(folder / "CISI.QRY"))}
    return _set("cisi", _abstracts(folder / "CISI.ALL"), queries, judgements(_read(folder / "CISI.REL"), 1))


def load_med(sets: Path) -> VisibleSet:
    folder = sets / "glasgow" / "med"
    queries = {number: fields["W"] for number, fields in records(_read(folder / "MED.QRY"))}
    return _set("med", _abstracts(folder / "MED.ALL"), queries, judgements(_read(folder / "MED.REL"), 2))


def load_lisa(sets: Path) -> VisibleSet:
    folder = sets / "glasgow" / "lisa"
    files = sorted(folder.glob("LISA[0-9].*"))
    parts = (part for file in files for part in _LISA_RULE.split(_read(file)))
    documents = dict(_numbered(_LISA_DOCUMENT, parts))
    queries = dict(_numbered(_LISA_QUERY, _read(folder / "LISA.QUE").split("#")))
    return _set("lisa", documents, queries, counted_judgements(_read(folder / "LISARJ.NUM")))


def records(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The records of a SMART file: their number (``.I``) and their fields (``.T``, ``.W``, ...) by letter."""
    parts = _RECORD.split(text)
    for number, body in zip(parts[1::2], parts[2::2], strict=True):
        fields = _FIELD.split(body)
        yield int(number), dict(zip(fields[1::2], fields[2::2], strict=True))


def judgements(text: str, column: int) -> Relevant:
    """Relevant documents by query: a line a pair, the query first and the document in ``column``."""
    relevant: Relevant = {}
    for line in text.splitlines():
        if numbers := line.split():
            relevant.setdefault(int(numbers[0]), []).append(int(numbers[column]))
    return relevant


def counted_judgements(text: str) -> Relevant:
    """Relevant documents by query, where each query is its number, a count and so many documents."""
    numbers = iter(map(int, text.split()))
    return {query: [next(numbers) for _ in range(next(numbers))] for query in numbers}


def _set(name: str, documents: Mapping[int, str], queries: Mapping[int, str], relevant: Relevant) -> VisibleSet:
    texts = {_page(number): f"{text.strip()}\n" for number, text in documents.items() if text.strip()}
    gold = tuple(
        GoldQuestion(f"{name}-{number}", " ".join(query.split()), also_pages=tuple(map(_page, relevant[number])))
        for number, query in queries.items()
        if number in relevant
    )
    published = f"plain BM25: ndcg@10 {BM25_NDCG[name]:.3f}"
    return VisibleSet(name, lambda folder: write_texts(texts, folder), gold, RETRIEVAL + REPLIES, published)


def _abstracts(path: Path) -> dict[int, str]:
    return {number: _prose(fields, "TW") for number, fields in records(_read(path))}


def _prose(fields: Mapping[str, str], letters: Iterable[str]) -> str:
    return "\n\n".join(fields[letter].strip() for letter in letters if fields.get(letter, "").strip())


def _numbered(form: re.Pattern[str], parts: Iterable[str]) -> Iterator[tuple[int, str]]:
    for part in parts:
        if match := form.match(part):
            yield int(match[1]), match[2]


def _page(number: int) -> str:
    return f"{number:04}.txt"


def _read(path: Path) -> str:
    return path.read_text(encoding="latin-1").replace("\r\n", "\n")
