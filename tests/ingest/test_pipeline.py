"""The first walk with real readers in child processes; only the embedding is made up, so that it can be counted."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from ingest.pipeline import Pipeline, prune
from ingest.sources import SkippedSource, find
from rag.build import tidy
from rag.errors import SourceError
from tests.live.house import House, TinyEmbedder, open_house, vector_of

TEXTS = {
    "amber.txt": "Amber is the resin of trees that stood here millions of years ago.",
    "basalt.md": "# Basalt\n\nBasalt is what lava becomes when it cools down quickly.",
    "cedar.html": "<html><body><h1>Cedar</h1><p>Cedar wood keeps moths away from wool.</p></body></html>",
}


class CountingEmbedder(TinyEmbedder):
    """Remembers what it was asked to embed; ``interrupt`` is called before each batch."""

    def __init__(self, interrupt=lambda: None) -> None:
        self.texts: list[str] = []
        self.again: list[str] = []
        self._interrupt = interrupt

    def embed(self, texts):
        self.again += texts
        return super().embed(texts)

    def embed_stream(self, texts):
        for key, text in texts:
            self._interrupt()
            self.texts.append(text)
            yield [key], vector_of(text)[None]


class Watching:
    def __init__(self) -> None:
        self.total, self.done = 0, 0

    def found(self, sources: int) -> None:
        self.total = sources

    def finished(self, sources: int, chunks: int) -> None:
        self.done += sources


@pytest.fixture(autouse=True)
def one_worker(monkeypatch):
    """Half the processes to start, and files are read in their order."""
    monkeypatch.setattr("ingest.pipeline._WORKERS", 1)


@pytest.fixture
def house(tmp_path):
    with open_house(tmp_path) as house:
        yield house


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


def ingest(house: House, folder: Path, embedder=None):
    embedder, watching = embedder or CountingEmbedder(), Watching()
    found = list(find([str(folder)], house.settings, folder.parent))
    report = Pipeline(house.catalog, house.shelf, embedder, house.settings).run(found, watching)
    assert watching.done == watching.total == len(found)
    return report, embedder, found


def listed(house: House):
    return {(row.id, row.uri, row.version, row.state, row.chunks) for row in house.shelf.listing.page()[0]}


def test_the_same_folder_thrice_is_the_same_as_once(house, folder):
    first, _, _ = ingest(house, folder)
    once = listed(house)
    again = [ingest(house, folder) for _ in range(2)]
    assert (first.added, first.failed) == (3, 0)
    assert [(report.unchanged, report.added, embedder.texts) for report, embedder, _ in again] == [(3, 0, [])] * 2
    assert listed(house) == once
    assert {version for *_, version, _, _ in once} == {1}


def test_a_changed_file_replaces_and_only_what_is_new_is_embedded(house, folder):
    long = "\n\n".join(f"# Part {n}\n\n" + f"Sentence {n} of the book. " * 40 for n in range(6))
    (folder / "book.md").write_text(long)
    first, embedder, _ = ingest(house, folder)
    before = len(embedder.texts)
    (folder / "book.md").write_text(long + "\n\n# Part 7\n\n" + "An end. " * 60)
    report, embedder, _ = ingest(house, folder)
    assert (first.added, report.replaced, report.unchanged) == (4, 1, 3)
    assert 0 < len(embedder.texts) < before / 2
    assert house.shelf.listing.usage().documents == 4


def test_a_renamed_copy_costs_no_embedding(house, folder):
    ingest(house, folder)
    (folder / "amber.txt").rename(folder / "renamed.txt")
    (folder / "amber.txt").write_text(TEXTS["amber.txt"])
    report, embedder, _ = ingest(house, folder)
    # A plain text has no title of its own, so its file's name is its context and is embedded with it.
    assert report.added == 1
    (folder / "basalt.md").rename(folder / "lava.md")
    report, embedder, found = ingest(house, folder)
    assert (report.added, embedder.texts) == (1, [])
    assert len(prune(house.shelf, [folder.as_uri()], found)) == 1


def test_one_corrupt_file_stops_no_other_and_is_named(house, folder):
    for number in range(20):
        (folder / f"note{number}.txt").write_text(f"Note number {number} tells of a ferry and of {number} bells.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing that makes sense")
    report, _, _ = ingest(house, folder)
    assert (report.added, report.failed) == (23, 1)
    assert report.failures[0].uri == (folder / "broken.pdf").as_uri()
    assert "broken.pdf" in report.failures[0].reason
    (failed,) = [row for row in house.shelf.listing.page()[0] if row.state == "failed"]
    assert failed.reason == report.failures[0].reason


def test_a_file_that_breaks_keeps_its_last_good_version(house, folder):
    ingest(house, folder)
    (folder / "basalt.md").write_bytes(b"%PDF-1.7 and then nothing that makes sense")
    report, _, _ = ingest(house, folder)
    assert report.failed == 1
    (row,) = [row for row in house.shelf.listing.page()[0] if row.uri.endswith("basalt.md")]
    assert (row.state, row.version) == ("ready", 1)
    assert row.reason
    assert "lava" in house.shelf.passages.text(row.id)[0]


def test_an_interrupted_run_keeps_what_it_stored_and_leaves_no_process(house, folder):
    for number in range(20):
        (folder / f"note{number:02d}.txt").write_text(f"Note number {number} tells of a ferry.")
    calls = []

    def stop_at_the_tenth() -> None:
        calls.append(1)
        if len(calls) == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(house, folder, CountingEmbedder(stop_at_the_tenth))
    assert psutil.Process().children() == []
    kept = listed(house)
    assert 0 < len(kept) < 23
    report, _, _ = ingest(house, folder)
    assert (report.added, report.unchanged) == (23 - len(kept), len(kept))
    assert kept <= listed(house)


def test_vectors_that_are_purged_while_a_copy_is_on_its_way_are_made_again(house, folder):
    ingest(house, folder)
    uri = (folder / "basalt.md").as_uri()
    (folder / "basalt.md").rename(folder / "lava.md")
    (folder / "zebra.txt").write_text("This one keeps the embedder busy, so that the copy waits.")

    def delete_the_original() -> None:
        house.shelf.documents.delete(uri)
        assert tidy(house.shelf, house.settings) == 1

    report, embedder, _ = ingest(house, folder, CountingEmbedder(delete_the_original))
    assert report.added == 2
    assert len(embedder.again) == 1
    assert len(house.index().view) == 4


def test_prune_leaves_alone_what_could_not_be_looked_at(house):
    for uri in ("file:///docs/a", "file:///docs/closed/b", "file:///docs-old/c", "file:///Docs/d"):
        house.put(uri, "amber")
    closed = SkippedSource("file:///docs/closed", SourceError("It cannot be opened"), failed=True)
    assert len(prune(house.shelf, ["file:///docs"], [closed])) == 1
    assert [row.uri for row in house.shelf.listing.page()[0]] == [
        "file:///docs/closed/b",
        "file:///docs-old/c",
        "file:///Docs/d",
    ]
