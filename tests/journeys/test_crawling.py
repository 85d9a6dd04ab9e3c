"""``rag crawl`` as people call it: what it refuses, and what it says. Sites are crawled in tests/ingest."""

from __future__ import annotations

import pytest

from tests.journeys.command_line import rag


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://localhost/", "ftp://example.org/", "manuals"])
def test_only_public_addresses_are_crawled(tmp_path, url):
    said = rag(tmp_path / "data", "crawl", url)
    assert said.code == 1
    assert said.err.startswith("rag: ")
    assert said.out == ""


@pytest.mark.parametrize("wrong", [["--pages", "0"], ["--depth", "-1"], ["--delay", "-1"], ["--megabytes", "x"]])
def test_a_wrong_call_says_what_is_wrong(tmp_path, wrong):
    said = rag(tmp_path / "data", "crawl", "https://example.org/", *wrong)
    assert said.code == 2
    assert wrong[0] in said.err


def test_a_host_that_is_not_there_is_named(tmp_path):
    said = rag(tmp_path / "data", "crawl", "https://nowhere.invalid/", "--json", RAG_FETCH_SECONDS="5")
    assert said.code == 1
    (failure,) = said.json["failures"]
    assert failure["uri"] == "https://nowhere.invalid/"
    assert failure["reason"] == "The name nowhere.invalid is not known. Check the address and the network"
    assert (said.json["asked"], said.json["added"]) == (0, 0)
