"""What a language model wrote, in Chromium: the mark of each sentence's support, what was left out, who wrote it."""

from __future__ import annotations

import pytest
from test_page_ask import ask

from tests.writing.scripted import FERRY, Scripted


@pytest.fixture
def written(serve, monkeypatch):
    """Starts a server with one document whose language model says what it is told to."""

    def start(*replies, **changes):
        monkeypatch.setattr("api.services.make_language_model", lambda settings: Scripted(*replies))
        return serve(write="always", **changes)

    return start


def fill(server) -> None:
    (document,) = server.upload(("ferry.md", FERRY.encode())).json()["documents"]
    assert server.settled(document["id"])["state"] == "ready"


def test_each_sentence_says_how_it_is_supported(written, open_page):
    true, false = "The ferry leaves from pier 7 at 08:30 [1].", "It carries 1,300 passengers <b>[1]</b>."
    with written(f"{true} {false}", unsupported="mark") as server:
        fill(server)
        exchange = ask(open_page(server), "Explain from where the ferry leaves.")
        first, second = exchange.locator(".answer-sentence").all()
        assert first.locator(".support").get_attribute("aria-label").startswith("Supported by its sources")
        assert first.locator(".proof-mark").count() == 1
        assert second.locator(".support").inner_text() == "not in the sources: 1,300"
        assert second.locator(".proof-mark").count() == 0
        assert second.locator("b").count() == 0
        assert "Written by scripted" in exchange.locator(".written-by").inner_text()


def test_what_was_left_out_is_said_quietly(written, open_page):
    with written("The ferry leaves from pier 7 at 08:30 [1]. It carries 1,300 passengers [1].") as server:
        fill(server)
        exchange = ask(open_page(server), "Explain from where the ferry leaves.")
        assert exchange.locator(".answer-sentence").count() == 1
        assert "One sentence was left out" in exchange.locator(".written-by").inner_text()
