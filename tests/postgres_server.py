"""A PostgreSQL server of the tests' own: made in a temporary folder, on a free port of this machine, as no root."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

PASSWORD = "swordfish-in-the-url"


class PostgresServer:
    """Started by ``start``; ``fresh()`` is the URL of a new, empty database."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="rag-pg-"))
        if self._user is not None:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
        secret = self.folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run("initdb", "-D", self.data, "-U", "rag", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str, password: str = PASSWORD) -> str:
        return f"postgresql+psycopg://rag:{password}@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        name = f"rag_{secrets.token_hex(4)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        engine.dispose()
        return self.url(name)

    def start(self) -> None:
        # Nothing here outlives a power cut, so nothing needs to be waited for.
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._binaries / program), *map(str, arguments)]
        subprocess.run(
            command, user=self._user, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def binaries() -> Path:
    """Where initdb is; skips the test where it is not."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'sourcebound[postgres]'")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not installed and on_path is None:
        pytest.skip("PostgreSQL's initdb is not on this machine")
    return installed[-1].parent if installed else Path(str(on_path)).parent
