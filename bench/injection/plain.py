"""Passages in which nothing is planted, to count false alarms: name of a set -> its passages as they are chunked."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.unpacking import unpack
from ingest.readers.registry import reader_for
from ingest.reading import embedded_text
from ingest.sniff import media_type
from ingest.split import split
from rag.embedders import open_tokenizer
from rag.errors import EmptyExtraction, UnknownKind
from rag.protocols import Tokenizer
from rag.settings import Settings

SAMPLES = Path("ingest/samples/documents")


def plain_sets(sets: Path, train: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """The sets that are there: the samples, the Python manual, and the texts of ``train`` (paragraph by paragraph)."""
    tokenizer = open_tokenizer(Settings())
    yield "samples", _chunks(SAMPLES, tokenizer)
    if (archive := sets / "pydocs" / "html.tar.xz").exists():
        with tempfile.TemporaryDirectory() as folder:
            unpack(archive, Path(folder))
            yield "pydocs", _chunks(Path(folder), tokenizer)
    if (emails := sets / "injection" / "email" / "train.jsonl").exists():
        yield "emails", (json.loads(line)["context"] for line in emails.read_text(encoding="utf-8").splitlines())
    for name in ("squad/train-v1.1.json.gz", "policyqa/dev.json.gz"):
        if (path := train / name).exists():
            yield name.split("/")[0], _paragraphs(json.loads(gzip.decompress(path.read_bytes())))
    for name, field in (("medquad/medquad.jsonl.gz", "answer"), ("fairytaleqa/fairytaleqa.jsonl.gz", "sections")):
        if (path := train / name).exists():
            yield name.split("/")[0], _lines(path, field)


def _chunks(folder: Path, tokenizer: Tokenizer) -> Iterator[str]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        try:
            document = reader_for(media_type(data, path.name)).read(data, path.name)
        except (UnknownKind, EmptyExtraction):
            continue
        for chunk in split(document, tokenizer, Settings().chunk_tokens):
            yield embedded_text(document.text, chunk)


def _paragraphs(articles: dict[str, Any]) -> Iterator[str]:
    for article in articles["data"]:
        for paragraph in article["paragraphs"]:
            yield paragraph["context"]


def _lines(path: Path, field: str) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from dict.fromkeys(str(json.loads(line)[field]) for line in lines)
