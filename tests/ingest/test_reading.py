"""What a sandboxed reader sends back, and what is made of it on the other side."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from ingest.files import hash_file
from ingest.reading import embedded_text, read_source
from ingest.sources import Source
from ingest.unpack import unpack
from rag.catalog.encoding import text_hash
from rag.errors import EmptyExtraction, UnknownKind
from rag.lexical import Bm25Encoder

PROSE = "They stand in the oldest part of the garden, where nobody has planted anything for many years."
MODIFIED = datetime(2024, 5, 17, tzinfo=UTC)


def read(path: Path):
    source = Source(path.as_uri(), path, path.name, path.stat().st_size, MODIFIED, 1 << 20)
    result = read_source({"path": str(path), "name": path.name, "limit": 1 << 20})
    return unpack(source, json.loads(json.dumps(result)))


def test_a_document_survives_the_journey_between_processes(tmp_path):
    path = tmp_path / "garden.md"
    path.write_text(f"# Garden\n\nOaks grow 😀 slowly. {PROSE}\n\n- mint\n- sage\n", encoding="utf-8")
    pending = read(path)
    document = pending.document
    assert pending.content_hash == hash_file(path, 1 << 20)
    assert document.title == "Garden"
    assert document.language == "en"
    assert document.modified == MODIFIED
    (chunk,) = pending.chunks
    assert "Oaks grow 😀 slowly." in document.text[chunk.start : chunk.end]
    embedded = embedded_text(document.text, chunk)
    assert pending.texts() == {text_hash(embedded): embedded}
    expected = Bm25Encoder().document(embedded, "en")
    np.testing.assert_array_equal(pending.terms[0].terms, expected.terms)
    np.testing.assert_array_equal(pending.terms[0].weights, expected.weights)


def test_a_nameless_document_is_called_by_its_file(tmp_path):
    path = tmp_path / "shopping list.txt"
    path.write_text("milk, bread and a very good cheese from the market")
    assert read(path).document.title == "shopping list"


def test_a_file_of_nothing_to_find_is_refused(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_text(" \n\n ")
    with pytest.raises(EmptyExtraction):
        read(path)


def test_an_unknown_kind_is_told_apart(tmp_path):
    path = tmp_path / "picture.gif"
    path.write_bytes(b"GIF89a" + bytes(range(256)))
    with pytest.raises(UnknownKind):
        read(path)
