"""A backup taken while others write, restored elsewhere, holds and finds the same; what is none is refused."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
import threading
import zlib
from contextlib import closing

import pytest

from api.uploads import UploadFolder
from rag.backup import archive, restoring, taking
from rag.catalog.catalog import Catalog
from rag.errors import InvalidRequest, StorageError
from rag.live import LiveIndex
from rag.settings import Settings
from rag.verify import verify
from tests.journeys.command_line import rag
from tests.live.house import DIMENSION, open_house
from tests.live.oracle import check_view

HASH = hashlib.sha256(b"original").hexdigest()


@pytest.fixture
def house(tmp_path):
    (tmp_path / "data").mkdir()
    with open_house(tmp_path / "data") as house:
        house.put("file:///a", "amber", "cedar")
        house.put("file:///b", "pearl", "amber pearl")
        house.build()
        house.put("file:///c", "onyx")
        upload = UploadFolder(house.settings.data / "uploads").begin("waits.txt")
        upload.write(b"kelp")
        upload.complete("default")
        upload.publish()
        (house.settings.data / "originals").mkdir()
        (house.settings.data / "originals" / HASH).write_bytes(b"original")
        yield house


@pytest.fixture
def file(house, tmp_path):
    taking.take(house.settings, tmp_path / "file")
    return tmp_path / "file"


def restored(tmp_path, file, **settings) -> Settings:
    there = Settings(data=tmp_path / "there", engine="faiss", **settings)
    restoring.restore(there, file)
    return there


def check(settings: Settings, live, build_is_there: bool) -> None:
    catalog = Catalog(f"sqlite:///{settings.data}/catalog.db")
    try:
        shelf = catalog.shelf("default")
        assert verify(shelf, settings).findings == ()
        index = LiveIndex(shelf, settings, DIMENSION)
        view = index.catch_up()
        assert (view.base is not None) == build_is_there
        with closing(sqlite3.connect(settings.data / "catalog.db")) as connection:
            query = "SELECT chunks.id, uri, start FROM chunks JOIN documents ON number = document"
            names = {number: (uri, start) for number, uri, start in connection.execute(query)}
        check_view(view, live, names, ["amber pearl", "onyx"], k=10)
    finally:
        catalog.close()


@pytest.mark.parametrize("build_after", [1, 1000])
def test_restored_elsewhere_it_is_the_same(house, file, tmp_path, build_after):
    there = restored(tmp_path, file, build_after=build_after)
    check(there, house.live, build_is_there=build_after == 1)
    (upload,) = UploadFolder(there.data / "uploads").queued()
    assert (upload.name, upload.content.read_bytes()) == ("waits.txt", b"kelp")
    # A build clears originals away that no version needs, and none needs this one.
    assert (there.data / "originals" / HASH).exists() == (build_after > 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "file", "there"]
    assert not list(house.settings.data.glob("*.unfinished"))


def test_originals_can_be_left_out(house, tmp_path):
    contents = taking.take(house.settings, tmp_path / "file", originals=False)
    assert not [name for name in contents.files if name.startswith("originals/")]
    assert not (restored(tmp_path, tmp_path / "file").data / "originals").exists()


def test_it_is_of_one_moment_though_others_write(house, tmp_path):
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            # Both or none: what is stored with a sequence number is there with all before it.
            house.put("file:///first", f"amber {number}")
            house.put("file:///second", f"amber {number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            taking.take(house.settings, tmp_path / f"file{number}")
    finally:
        ended.set()
        writer.join()
    for number in range(5):
        there = Settings(data=tmp_path / f"there{number}", engine="faiss")
        restoring.restore(there, tmp_path / f"file{number}")
        with closing(sqlite3.connect(there.data / "catalog.db")) as connection:
            query = "SELECT uri, text FROM versions JOIN documents ON number = document WHERE replaced_at IS NULL"
            texts = dict(connection.execute(query))
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if "file:///second" in texts:
            assert int(texts["file:///first"].split()[1]) - int(texts["file:///second"].split()[1]) in (0, 1)


def test_a_folder_that_is_not_empty_is_left_alone(house, file):
    with pytest.raises(InvalidRequest, match="is not empty"):
        restoring.restore(house.settings, file)
    with pytest.raises(InvalidRequest, match="is there already"):
        taking.take(house.settings, file)


def test_a_catalog_on_a_server_is_for_its_own_tools(tmp_path):
    elsewhere = Settings(data=tmp_path, catalog_url="postgresql+psycopg://user@host/name")
    with pytest.raises(InvalidRequest, match="pg_dump"):
        taking.take(elsewhere, tmp_path / "file")


def refused(tmp_path, file, match: str) -> None:
    """Refused with a reason, and before anything was written."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InvalidRequest, match=match):
        restored(tmp_path, file)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused(file, tmp_path, share):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    refused(tmp_path, file, "cannot be restored")


def test_a_file_with_any_byte_changed_is_refused_unless_it_unpacks_to_the_same(file, tmp_path):
    whole, refusals = file.read_bytes(), 0
    contents = gzip.decompress(whole)
    # Not the ten bytes of the gzip header: time and system there mean nothing.
    for place in range(10, len(whole), 23):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        if unpacked(file.read_bytes()) != contents:
            refused(tmp_path, file, "cannot be restored")
            refusals += 1
    assert refusals > 100


def unpacked(packed: bytes) -> bytes:
    try:
        return gzip.decompress(packed)
    except (EOFError, OSError, zlib.error):
        return b""


def members(file) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(file, "r:gz") as tar:
        return [(member, tar.extractfile(member).read()) for member in tar]


def rewritten(file, change) -> None:
    """Write the backup anew with other members, and all that it says of itself in accordance."""
    every = change(members(file))
    with tarfile.open(file, "w:gz", format=tarfile.GNU_FORMAT) as tar:
        for member, content in every:
            tar.addfile(member, io.BytesIO(content))


def named(name: str, kind: bytes = tarfile.REGTYPE, content: bytes = b"x") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.linkname = kind, len(content), "/etc/passwd"
    return member, content


def says(every, **changes):
    """The members with another description, which names the files that are there unless told otherwise."""
    said = json.loads(every[0][1])
    said["files"] = {m.name: [len(content), hashlib.sha256(content).hexdigest()] for m, content in every[1:]}
    body = json.dumps(said | changes).encode()
    return [named("contents.json", content=body), *every[1:]]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda m: says([*m, named("../outside")]), "has no file '../outside'"),
        (lambda m: says([*m, named("/etc/cron.d/x")]), "has no file '/etc/cron.d/x'"),
        (lambda m: says([*m, named("originals/../../x")]), "has no file"),
        (lambda m: says([*m, named("uploads/x/content")]), "has no file"),
        (lambda m: says([*m, named(f"originals/{'a' * 64}", tarfile.SYMTYPE, b"")]), "is no plain file"),
        (lambda m: says([*m, named(f"originals/{'a' * 64}", tarfile.LNKTYPE, b"")]), "is no plain file"),
        (lambda m: says([*m, named(f"originals/{'a' * 64}", tarfile.CHRTYPE, b"")]), "is no plain file"),
        (lambda m: says([*m, named(f"originals/{'a' * 64}", tarfile.DIRTYPE, b"")]), "is no plain file"),
        (lambda m: says([*m, named(f"originals/{'a' * 64}", tarfile.GNUTYPE_SPARSE)]), "is no plain file"),
        (lambda m: says([*m, named(f"originals/{'a' * 64}", tarfile.XHDTYPE)]), "is no plain file"),
        (lambda m: [*m, m[-1]], "more files follow"),
        (lambda m: [*m, named(f"originals/{'a' * 64}")], "more files follow"),
        (lambda m: m[:-1], "another file stands where|ends too early"),
        (lambda m: [m[0], *m[:0:-1]], "another file stands where"),
        (lambda m: [m[0], *[(member, content[::-1]) for member, content in m[1:]]], "has changed"),
        (lambda m: m[1:], "does not begin as a backup does"),
        (lambda m: says(m, version=2), "a newer version"),
        (lambda m: says(m, revision="9999"), "a newer version"),
        (lambda m: says(m, format="something"), "a newer version"),
        (lambda m: says(m, files={}), "holds no catalog"),
        (lambda m: says(m, files={"catalog.db": [-5, ""]}), "has no file"),
        (lambda m: says(m, files=[1]), "cannot be read"),
        (lambda m: [named("contents.json", content=b"[" * 100_000), *m[1:]], "cannot be read"),
    ],
)
def test_a_hostile_file_is_refused(file, tmp_path, change, match):
    rewritten(file, change)
    refused(tmp_path, file, match)


def test_a_bomb_is_refused_without_being_unpacked(file, tmp_path):
    def blown(every):
        files = json.loads(every[0][1])["files"] | {f"originals/{'a' * 64}": [2**50, ""]}
        return says(every, files=files)

    rewritten(file, blown)
    refused(tmp_path, file, "another file stands where|ends too early")
    header = tarfile.TarInfo("contents.json")
    header.size = 2**40
    with gzip.open(file, "wb") as packed:
        packed.write(header.tobuf(tarfile.GNU_FORMAT))
        packed.write(bytes(2**24))
    refused(tmp_path, file, "does not begin as a backup does")


def test_a_backup_that_does_not_fit_is_refused(file, tmp_path, monkeypatch):
    monkeypatch.setattr(restoring, "_SPARE", 2**60)
    with pytest.raises(StorageError, match="are free"):
        restored(tmp_path, file)
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON questions BEGIN DELETE FROM documents; END",
        "DELETE FROM vectors",
        "UPDATE versions SET replaced_at = 1",
    ],
)
def test_a_catalog_that_is_not_whole_is_refused(file, tmp_path, statement):
    def spoilt(every):
        (tmp_path / "x.db").write_bytes(next(content for member, content in every if member.name == archive.CATALOG))
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection, connection:
            connection.execute(statement)
        content = (tmp_path / "x.db").read_bytes()
        for left in tmp_path.glob("x.db*"):
            left.unlink()
        return says(
            [named(archive.CATALOG, content=content) if m.name == archive.CATALOG else (m, c) for m, c in every]
        )

    rewritten(file, spoilt)
    refused(tmp_path, file, "the catalog of the backup is not whole")


def test_by_the_command_line_the_same_question_has_the_same_answer(samples, tmp_path):
    assert rag(samples, "backup", tmp_path / "file", "--json").json["files"] == 1
    there = tmp_path / "there"
    assert rag(there, "restore", tmp_path / "file").out.startswith("restored into ")
    question = "how many entries are in the vocabulary of gpt-2"
    replies = [rag(data, "ask", question, "--json").json for data in (samples, there)]
    for reply in replies:
        del reply["timings_ms"]
    assert replies[0] == replies[1]
    assert replies[0]["citations"]
    assert rag(there, "restore", tmp_path / "file").code == 2
