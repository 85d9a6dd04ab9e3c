"""Watching real folders: what is stored is what ``rag ingest --prune`` stores, and nothing is lost to a bad moment."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from ingest.run import Quiet
from ingest.watch.watcher import alone
from rag.errors import Busy, StorageError
from tests.ingest.watched import SETTLE, Watched, open_house


def disturb(folder: Path, chance: random.Random) -> None:
    """Change something, as people do."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    act = chance.choice(["new", "new", "change", "rename", "remove", "break", "same", "move folder"])
    if act == "new" or len(files) < 4:
        path = folder / chance.choice(["", "a", "b/c"]) / f"note{chance.randrange(99)}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Note\n\nThe ferry number {chance.randrange(10_000)} leaves at noon.\n")
        return
    path = chance.choice(files)
    if act == "change":
        path.write_text(f"Changed to {chance.randrange(10_000)} bells.\n")
    elif act == "rename":
        path.rename(path.with_name(f"renamed{chance.randrange(99)}.txt"))
    elif act == "remove":
        path.unlink()
    elif act == "break":
        path.write_bytes(b"%PDF-1.7 and then nothing that makes sense")
    elif act == "same":
        path.touch()
    elif (folder / "a").is_dir() and not (folder / "moved").exists():
        (folder / "a").rename(folder / "moved")


@pytest.mark.parametrize("seed", [1, 2])
def test_it_stores_what_ingesting_the_folder_stores(watched, tmp_path, seed):
    chance = random.Random(seed)
    with open_house(tmp_path / "other") as house:
        other = Watched(house, watched.folder)
        for _ in range(3):
            for _ in range(chance.randrange(1, 9)):
                disturb(watched.folder, chance)
            watched.until_at_rest()
            other.ingestion.sources([str(watched.folder)], Quiet(), forget=True)
            assert watched.listed() == other.listed()
    assert watched.told.waited == []
    assert watched.until_at_rest() == []


def test_a_file_is_not_read_while_it_is_written(watched, monkeypatch):
    monkeypatch.setattr("ingest.watch.watcher._PATIENCE", 10**6)
    watched.write("rest.txt", "This one is finished.")
    path = watched.write("slow.txt", "The first half. ")
    for number in range(3):
        time.sleep(SETTLE)
        with path.open("a") as file:
            file.write(f"More of it: {number}. ")
        watched.turn()
        assert watched.listed() == {}
    watched.until_at_rest()
    text, _ = watched.house.shelf.passages.text(watched.listed()[path.as_uri()][0])
    assert text.endswith("More of it: 2.")
    assert watched.version("slow.txt") == 1


def test_a_file_that_never_rests_holds_up_no_other_for_long(watched):
    watched.write("rest.txt", "This one is finished.")
    log = watched.write("log.txt", "Line.\n")
    end = time.monotonic() + 30
    while not watched.told.reports and time.monotonic() < end:
        log.write_text(f"{time.monotonic()}\n")
        watched.turn()
        time.sleep(SETTLE / 2)
    assert [uri.rpartition("/")[2] for uri in watched.listed()] == ["rest.txt"]
    assert watched.told.moving == [[log.as_uri()]]
    watched.until_at_rest()
    assert len(watched.listed()) == 2


@pytest.mark.parametrize("patience", [10, 0])
def test_an_editor_that_replaces_a_file_deletes_no_document(watched, monkeypatch, patience):
    monkeypatch.setattr("ingest.watch.watcher._PATIENCE", patience)
    watched.write("other.txt", "What stands in it.")
    path = watched.write("page.md", "# Page\n\nThe old text of the page.")
    watched.until_at_rest()
    path.unlink()
    watched.house.shelf.documents.delete((watched.folder / "other.txt").as_uri())  # a reason for a pass, if hurried
    watched.turn()  # it looks at the moment at which the file is not there
    path.write_text("# Page\n\nThe new text of the page.")
    watched.until_at_rest()
    assert sum(report.removed for report in watched.told.reports) == 0
    assert watched.version("page.md") == 2


def test_a_file_that_is_gone_is_deleted_and_kept_where_that_is_wished(watched, tmp_path):
    for name in ("one.txt", "two.txt"):
        watched.write(name, f"What stands in {name}.")
    with open_house(tmp_path / "other") as house:
        keeping = Watched(house, watched.folder, keep=True)
        keeping.until_at_rest()
        watched.until_at_rest()
        (watched.folder / "one.txt").unlink()
        (report,) = watched.until_at_rest()
        assert (report.removed, report.unchanged) == (1, 0)
        assert keeping.until_at_rest() == []
        watched.write("three.txt", "What stands in the third.")
        (report,) = keeping.until_at_rest()
        assert (report.added, report.removed) == (1, 0)
        assert (len(watched.listed()), len(keeping.listed())) == (1, 3)


def test_a_document_that_was_deleted_comes_back_as_with_ingest(watched):
    uri = watched.write("one.txt", "What stands in it.").as_uri()
    watched.write("two.txt", "What stands in the other.")
    watched.until_at_rest()
    watched.house.shelf.documents.delete(uri)
    (report,) = watched.until_at_rest()
    assert (report.added, report.replaced, uri in watched.listed()) == (1, 0, True)


def test_what_fails_is_told_once_and_tried_again_when_it_changes(watched):
    path = watched.write("broken.pdf", "%PDF-1.7 and then nothing that makes sense")
    assert [report.failed for report in watched.until_at_rest()] == [0, 1]
    passing = watched.write("passing.pdf", "%PDF-1.7 and it is gone before it is tried again")
    for _ in range(99):
        watched.turn()
        time.sleep(SETTLE)
        if len(watched.listed()) == 2:
            break
    passing.unlink()
    assert [(report.failed, report.removed) for report in watched.until_at_rest()] == [(0, 1)]
    assert list(watched.listed()) == [path.as_uri()]
    watched.write("good.txt", "What stands in it.")
    (report,) = watched.until_at_rest()
    assert (report.added, report.failed) == (1, 0)
    path.write_text("Now it is a text.")
    (report,) = watched.until_at_rest()
    assert (report.failed, watched.listed()[path.as_uri()][1]) == (0, "ready")


def test_hidden_files_that_come_and_go_are_told_of_once(watched):
    watched.write(".one.swp", "x")
    (report,) = watched.until_at_rest()
    assert report.skipped == 1
    watched.write(".two.swp", "x")
    assert watched.until_at_rest() == []


def test_thousands_of_changes_are_one_pass(watched):
    for number in range(1500):
        (watched.folder / f"{number}.bin").write_bytes(b"\0\1\2" + number.to_bytes(2, "big"))
    watched.write("one.txt", "What stands in it.")
    (report,) = watched.until_at_rest()
    assert (report.added, report.skipped) == (1, 1500)


def test_a_refusal_of_the_catalog_is_waited_out(watched, monkeypatch):
    watched.write("one.txt", "What stands in it.")
    some, refusals = watched.ingestion.some, [StorageError("the disk is full"), Busy("another process is writing")]

    def refusing(*arguments, **options):
        if refusals:
            raise refusals.pop()
        return some(*arguments, **options)

    monkeypatch.setattr(watched.ingestion, "some", refusing)
    for _ in range(3):
        watched.until_at_rest()
    assert watched.told.waited == ["another process is writing", "the disk is full"]
    assert (watched.told.resumptions, len(watched.listed())) == (1, 1)


def test_one_process_watches_a_folder_for_a_collection(watched):
    catalog, folder = watched.house.catalog, watched.folder
    with (
        alone(catalog, "default", folder),
        alone(catalog, "other", folder),
        pytest.raises(Busy, match="another rag watch"),
        alone(catalog, "default", folder),
    ):
        pass
    with alone(catalog, "default", folder):
        pass


def test_the_data_folder_is_not_read(tmp_path):
    with open_house(tmp_path / "papers" / "rag-data") as house:
        watched = Watched(house, tmp_path / "papers")
        watched.write("one.txt", "What stands in it.")
        watched.until_at_rest()
        assert [uri.rpartition("/")[2] for uri in watched.listed()] == ["one.txt"]
        assert watched.until_at_rest() == []
