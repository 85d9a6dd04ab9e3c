"""Wrong calls of the command line get one line that names cause and remedy, and the right exit code."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

RAG = str(Path(sys.executable).with_name("rag"))


def rag(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command; no traceback may show, whatever was wrong."""
    done = subprocess.run(
        [RAG, *arguments], env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 4, done.stderr
    return done


@pytest.mark.parametrize("arguments", [["ask", b"\xff\xfe"], ["delete", b"\xff"], ["similar", b"\xff", "b"]])
def test_bytes_that_are_no_text(arguments: list[str | bytes], tmp_path: Path):
    tmp_path.joinpath("catalog.db").touch()
    done = rag(*arguments, "--data", str(tmp_path))
    assert (done.returncode, "UTF-8" in done.stderr) == (2, True)


@pytest.mark.parametrize(("url", "code"), [("foo", 2), ("postgresql+nosuchdriver://localhost/x", 2)])
def test_a_catalog_url_that_leads_nowhere(url: str, code: int, tmp_path: Path):
    assert rag("documents", "--data", str(tmp_path), RAG_CATALOG_URL=url).returncode == code


def test_a_port_that_is_taken(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = rag("serve", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path))
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_output_that_cannot_be_written(tmp_path: Path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "one.txt").write_text("One sentence stands here.")
    assert rag("ingest", str(folder), "--data", str(tmp_path / "data")).returncode == 0
    with Path("/dev/full").open("w") as full:
        command = [RAG, "documents", "--data", str(tmp_path / "data")]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_a_document_is_deleted_by_its_path_too(tmp_path: Path):
    file = tmp_path / "a file ü.txt"
    file.write_text("One sentence stands here.")
    data = str(tmp_path / "data")
    assert rag("ingest", str(file), "--data", data).returncode == 0
    assert file.as_uri() in rag("documents", "--data", data).stdout
    assert rag("delete", str(file), "--data", data).returncode == 0
    assert rag("documents", "--data", data).stdout == ""


def test_a_command_that_is_nearly_one_is_named():
    assert "Did you mean 'ask'?" in rag("aks", "hi").stderr
    assert "Did you mean" not in rag("xyzzy").stderr
