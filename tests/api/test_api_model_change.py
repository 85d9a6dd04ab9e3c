"""The model is changed under a server that answers: no question fails, and none is answered with two models."""

from __future__ import annotations

import threading

import pytest

from rag.settings import Settings
from tests.api.live_server import LiveServer, wait_until
from tests.journeys.command_line import SAMPLES, rag
from tests.live.second_model import DIMENSION, make_second_model

QUESTIONS = ("How long is the warranty?", "Who keeps the keys of the archive?", "What does a late return cost?")


@pytest.fixture(scope="module")
def second_model(tmp_path_factory):
    return make_second_model(tmp_path_factory.mktemp("models") / "second")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("changing") / "data"
    assert rag(data, "ingest", SAMPLES, RAG_BUILD_AFTER="1").code == 0
    with LiveServer(Settings(data=data)) as server:
        yield server


class Askers:
    """Threads that ask the same questions again and again; ``replies`` has every reply as (question, hits)."""

    def __init__(self, server, threads=3):
        self.failures = []
        self.replies = []
        self._server = server
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number):
        while not self._stop.is_set():
            question = QUESTIONS[number % len(QUESTIONS)]
            reply = self._server.search(question)
            if reply.status_code != 200:
                self.failures.append(reply.text)
            else:
                self.replies.append((question, as_seen(reply)))
            number += 1


def as_seen(reply):
    """What tells replies of two models apart: each hit with its scores."""
    return [(hit["uri"], hit["start"], hit["scores"]["dense"], hit["score"]) for hit in reply.json()["hits"]]


def answered(server):
    return {question: as_seen(server.search(question)) for question in QUESTIONS}


def is_one_of(hits, *possible):
    """Whether a reply is, to the rounding of a batch, one of these."""
    return any(
        len(hits) == len(one)
        and [hit[:2] for hit in hits] == [hit[:2] for hit in one]
        and all(
            abs(a - b) < 0.02
            for hit, same in zip(hits, one, strict=True)
            for a, b in zip(hit[2:], same[2:], strict=True)
        )
        for one in possible
    )


def test_no_question_fails_and_none_is_answered_with_two_models(server, second_model):
    data = server.settings.data
    before = answered(server)
    with Askers(server) as askers:
        built = rag(data, "index", "build", "--embedder", second_model, "--json")
        assert built.code == 0, built.err
        assert (built.json["candidate"]["dimension"], built.json["candidate"]["built"]) == (DIMENSION, True)
        assert rag(data, "index", "swap").code == 0
        wait_until(lambda: server.backend.embedder.dimension == DIMENSION)
        after = answered(server)
        assert rag(data, "index", "rollback").code == 0
        wait_until(lambda: server.backend.embedder.dimension != DIMENSION)
    assert askers.failures == []
    mixed = [
        (question, hits) for question, hits in askers.replies if not is_one_of(hits, before[question], after[question])
    ]
    assert mixed == []
    seen = {
        number
        for question, hits in askers.replies
        for number, one in enumerate((before, after))
        if is_one_of(hits, one[question])
    }
    assert seen == {0, 1}, "both models have answered"
    assert not is_one_of(after[QUESTIONS[0]], before[QUESTIONS[0]]), "and can be told apart"


def test_an_upload_after_a_swap_is_embedded_with_the_new_model(server, second_model):
    data = server.settings.data
    assert rag(data, "index", "build", "--embedder", second_model).code == 0
    assert rag(data, "index", "swap").code == 0
    (queued,) = server.upload(("ferry.txt", b"The ferry to Amrum leaves from pier seven at noon.")).json()["documents"]
    assert server.settled(queued["id"])["state"] == "ready"
    wait_until(lambda: server.backend.embedder.dimension == DIMENSION)
    assert "pier seven" in server.search("ferry to Amrum").text
    # The command line follows the catalog, too, whatever the settings say.
    assert "pier seven" in rag(data, "search", "ferry to Amrum", RAG_EMBEDDER="all-MiniLM-L6-v2").out
    status = rag(data, "index", "status").out
    assert "second@" in status
    assert rag(data, "index", "verify").code == 0
