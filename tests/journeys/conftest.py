"""The shipped samples, ingested once through the command line for all journeys that only ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.command_line import SAMPLES, rag


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("samples") / "data"
    said = rag(data, "ingest", SAMPLES / "documents")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("17 added, 0 replaced, 0 unchanged, 0 removed, 0 failed, 0 skipped")
    return data
