"""Settings travel to child processes whole, and an ingestion heeds the limit of the delta."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.cli.ingesting import ingest_sources
from ingest.cli.options import Call
from rag.compose import open_catalog
from rag.settings import Settings


def test_a_child_reads_back_what_its_parent_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = Settings(data=tmp_path, engine="faiss", keep_replaced_days=3, log_questions=False, answer_threshold=0.5)
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_only_what_was_changed_travels(tmp_path: Path):
    assert set(Settings(data=tmp_path, chunk_tokens=100).as_environment()) == {"RAG_DATA", "RAG_CHUNK_TOKENS"}


def test_a_long_ingestion_builds_bases_on_the_way(tmp_path: Path):
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"Letter {number} is about the weather of day {number}.")
    settings = Settings(data=tmp_path / "data", delta_limit=2, build_after=2)
    with open_catalog(settings) as catalog:
        report = ingest_sources(Call(settings, "default", as_json=True), catalog, [str(folder)], wait=False)
        shelf = catalog.shelf("default")
        with shelf.database.reading() as connection:
            base = shelf.generations.live(connection)
    assert report.added == 6
    assert base is not None
    assert base.points == 6
