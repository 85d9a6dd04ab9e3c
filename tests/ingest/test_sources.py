"""Finding sources: everything named is found once or accounted for, and nothing makes the search hang."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from ingest.files import hash_bytes, open_regular, read_file
from ingest.sources import SkippedSource, Source, file_uri, find
from rag.errors import InvalidRequest, RefusedAddress, SourceError, TooLarge
from rag.settings import Settings

SETTINGS = Settings(max_file_megabytes=1)


def found(*arguments, settings=SETTINGS):
    return list(find([str(argument) for argument in arguments], settings, Path("unused")))


def names(results):
    return [Path(result.uri).name for result in results if isinstance(result, Source)]


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.md", "sub/d.txt", "sub/deep/e.md", "c/f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_file_is_described(tmp_path):
    path = tmp_path / "note 1.txt"
    path.write_bytes(b"hello")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    [source] = found(path)
    assert source.uri == f"file://{tmp_path}/note%201.txt"
    assert (source.path, source.name, source.size) == (path, "note 1.txt", 5)
    assert source.modified.isoformat() == "2023-11-14T22:13:20+00:00"
    assert source.hash() == hash_bytes(b"hello") == hash_bytes(read_file(source.path, source.limit))


def test_folders_are_walked_in_sorted_order(folder):
    assert names(found(folder)) == ["a.md", "b.txt", "f.txt", "d.txt", "e.md"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["b.txt"]),
        ("**/*.txt", ["b.txt", "f.txt", "d.txt"]),
        ("**", ["a.md", "b.txt", "f.txt", "d.txt", "e.md"]),
        ("sub/**/*.md", ["e.md"]),
        ("s?b", ["d.txt", "e.md"]),
        ("[ab].*", ["a.md", "b.txt"]),
        ("*/*.txt", ["f.txt", "d.txt"]),
    ],
)
def test_patterns(folder, pattern, expected):
    assert names(found(folder / pattern)) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder):
    (folder / "[ab].md").write_text("brackets")
    assert [source.name for source in found(folder / "[ab].md")] == ["[ab].md"]


def test_each_source_comes_once(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert names(found("a.md", folder, folder / "sub", "./a.md")) == ["a.md", "b.txt", "f.txt", "d.txt", "e.md"]


@pytest.mark.parametrize("missing", ["nowhere.txt", "no*.txt", "", "a\0b", "a.md/below", "missing/*.txt"])
def test_a_path_that_names_nothing_is_a_wrong_call_at_once(folder, missing, monkeypatch):
    monkeypatch.chdir(folder)
    with pytest.raises(InvalidRequest) as caught:
        find(["b.txt", missing], SETTINGS, folder)
    assert missing.replace("\0", "") in caught.value.cause.replace("\\x00", "")


def test_refused_urls_are_failures_of_their_own(folder):
    results = found("http://127.0.0.1/", "file:///etc/passwd", folder / "a.md")
    assert [type(result.reason) for result in results[:2]] == [RefusedAddress, RefusedAddress]
    assert all(result.failed for result in results[:2])
    assert names(results) == ["a.md"]


def test_links_in_folders_are_reported_and_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "link").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "broken").symlink_to("nowhere")
    results = found(folder)
    links = [result for result in results if isinstance(result, SkippedSource)]
    assert {Path(link.uri).name for link in links} == {"link.txt", "link", "loop", "broken"}
    assert all("symbolic link" in link.reason.cause and not link.failed for link in links)
    assert names(results) == names(found(folder / "**")) == ["a.md", "b.txt", "f.txt", "d.txt", "e.md"]


def test_a_link_that_is_named_is_followed_under_its_name(folder):
    (folder / "link.md").symlink_to(folder / "a.md")
    [source] = found(folder / "link.md")
    assert source.uri == file_uri(folder / "link.md")
    assert source.hash() == hash_bytes(b"a.md")
    (folder / "linked").symlink_to(folder / "sub")
    assert names(found(folder / "linked")) == ["d.txt", "e.md"]


def test_pipes_sockets_and_devices_do_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket"))
    results = found(tmp_path, "/dev/null")
    assert [(Path(r.uri).name, r.failed) for r in results] == [("pipe", False), ("socket", False), ("null", False)]
    assert [r.reason.cause for r in results] == [
        "It is a named pipe, not a file",
        "It is a socket, not a file",
        "It is a device, not a file",
    ]
    server.close()


def test_a_file_that_turns_into_something_else_is_not_opened(tmp_path):
    path = tmp_path / "file"
    path.write_text("text")
    [source] = found(path)
    path.unlink()
    with pytest.raises(SourceError):
        source.hash()
    os.mkfifo(path)
    with pytest.raises(SourceError, match="named pipe"):
        source.hash()
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(SourceError):
        source.hash()


def test_a_file_over_the_limit_fails_before_and_while_it_is_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    [source] = found(path)
    os.truncate(path, 1 << 40)  # sparse: nothing on disk
    with pytest.raises(TooLarge, match="RAG_MAX_FILE_MEGABYTES"):
        source.hash()
    [skipped] = found(path)
    assert skipped.failed
    assert isinstance(skipped.reason, TooLarge)


def test_hidden_files_are_counted_and_left_out_unless_named(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    (folder / "sub" / ".hidden.txt").write_text("x")
    results = found(folder)
    assert names(results) == ["a.md", "b.txt", "f.txt", "d.txt", "e.md"]
    assert results[-1] == SkippedSource(folder.as_uri(), results[-1].reason, failed=False)
    assert "left out: 2" in results[-1].reason.cause
    assert names(found(folder / "sub" / ".hidden.txt", folder / ".git")) == [".hidden.txt", "config"]


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are UTF-8 there")
def test_odd_names_become_plain_uris(tmp_path):
    odd = [b"caf\xe9.txt", b"new\nline", b"back\\slash", "\u202egpj.exe".encode(), b"a b%20#?.txt"]
    for name in odd:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    results = found(tmp_path)
    assert len(results) == len(odd)
    for source in results:
        raw = unquote_to_bytes(source.uri.removeprefix("file://"))
        assert source.uri.isascii()
        assert source.uri.isprintable()
        assert source.name.isprintable()
        source.name.encode()
        assert source.hash() == hash_bytes(raw.rpartition(b"/")[2])


@pytest.fixture
def deep_folder(tmp_path):
    """A tree deeper than Python recurses, removed again without recursion."""
    folders = [tmp_path]
    for _ in range(1200):
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    (folders[-1] / "leaf.txt").write_text("leaf")
    yield tmp_path
    subprocess.run(["rm", "-rf", folders[1]], check=True)


def test_deep_trees_end(deep_folder):
    assert names(found(deep_folder)) == ["leaf.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_and_folders_fail(folder):
    (folder / "a.md").chmod(0)
    (folder / "sub").chmod(0)
    try:
        results = found(folder)
        [denied] = [result for result in results if isinstance(result, SkippedSource)]
        assert denied.failed
        assert denied.uri.endswith("/sub")
        with pytest.raises(SourceError, match="denied"):
            results[0].hash()
    finally:
        (folder / "sub").chmod(0o700)


def test_opening_a_folder_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="folder"):
        open_regular(tmp_path)
