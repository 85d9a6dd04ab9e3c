"""Measuring over HTTP: runs in the background, what is kept of them, comparing two, choosing the threshold."""

from __future__ import annotations

import json
import threading
from functools import partial

import pytest

from rag.answer.confidence import THRESHOLD
from tests.api.live_server import wait_until

GOLD = (
    {"id": "ship", "question": "When was the ship Aurelia launched?", "answers": ["1911"], "page": "ship.md"},
    {"id": "key", "question": "Who keeps the second key?", "answers": ["Margarete Vogel"], "page": "garden.md"},
    {"id": "mars", "question": "How many moons has Mars?", "answers": []},
)


def lines(*questions):
    return "\n".join(map(json.dumps, questions or GOLD))


def measured(server, gold=None, name="three questions"):
    """Start a run and wait for it."""
    reply = server.client.post("/v1/evaluations", json={"gold": gold or lines(), "name": name})
    assert reply.status_code == 202, reply.text
    assert reply.json()["state"] == "running"
    return wait_until(lambda: state(server) if state(server)["state"] != "running" else None)


@pytest.fixture
def measure(server):
    """Start a run and wait for it; the stored runs are deleted after the test."""
    yield partial(measured, server)
    for run in server.client.get("/v1/evaluations").json()["evaluations"]:
        server.client.delete(f"/v1/evaluations/{run['id']}")


def state(server):
    return server.client.get("/v1/evaluations/running").json()


@pytest.fixture
def held(server, monkeypatch):
    """Questions of a run wait until they are let go; ``asked`` tells that one has begun."""
    let_go, asked = threading.Event(), threading.Event()
    service = server.backend.services.get("default")
    consider = service.consider

    def waiting(question, k=10):
        asked.set()
        assert let_go.wait(30)
        return consider(question, k)

    monkeypatch.setattr(service, "consider", waiting)
    yield let_go, asked
    let_go.set()
    wait_until(lambda: state(server)["state"] != "running")


def test_a_run_is_measured_in_the_background_and_kept(server, measure):
    ended = measure()
    assert (ended["state"], ended["done"], ended["questions"]) == ("done", 3, 3)
    (listed,) = server.client.get("/v1/evaluations").json()["evaluations"]
    assert (listed["id"], listed["name"], listed["questions"]) == (ended["evaluation"], "three questions", 3)
    kept = server.client.get(f"/v1/evaluations/{listed['id']}").json()
    assert kept["figures"] == listed["figures"]
    assert [row["id"] for row in kept["run"]["rows"]] == ["ship", "key", "mars"]
    assert kept["run"]["rows"][0]["rank"] == 1
    assert kept["run"]["conditions"]["threshold"] == THRESHOLD
    assert kept["run"]["figures"]["citations_verified"]["value"] == 1.0
    assert server.client.delete(f"/v1/evaluations/{listed['id']}").json() == {"deleted": listed["id"]}
    assert server.client.get(f"/v1/evaluations/{listed['id']}").status_code == 404


def test_one_run_at_a_time_and_questions_are_answered_meanwhile(server, held):
    let_go, asked = held
    body = {"gold": lines(), "name": "slow"}
    assert server.client.post("/v1/evaluations", json=body).status_code == 202
    assert asked.wait(10)
    busy = server.client.post("/v1/evaluations", json=body)
    assert (busy.status_code, busy.json()["error"]["code"]) == (503, "busy")
    assert server.ask(GOLD[0]["question"]).status_code == 200
    assert server.client.delete("/v1/evaluations/running").status_code == 200
    let_go.set()
    ended = wait_until(lambda: state(server) if state(server)["state"] != "running" else None)
    assert (ended["state"], ended["done"], ended["evaluation"]) == ("cancelled", 0, None)
    assert server.client.delete("/v1/evaluations/running").status_code == 404
    assert server.client.get("/v1/evaluations").json()["evaluations"] == []


def test_other_collections_do_not_see_the_run(serve):
    with serve() as server:
        assert measured(server)["state"] == "done"
        server.backend.catalog.open_shelf("other")
        assert server.client.get("/v1/evaluations/running", params={"collection": "other"}).json()["state"] == "idle"
        assert server.client.get("/v1/evaluations", params={"collection": "other"}).json()["evaluations"] == []


def test_a_run_that_fails_says_why(server, measure, monkeypatch):
    def broken(question, k=10):
        raise ValueError("secret of the inside")

    monkeypatch.setattr(server.backend.services.get("default"), "consider", broken)
    ended = measure()
    assert ended["state"] == "failed"
    assert "its log says more" in ended["reason"]
    assert "secret" not in ended["reason"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"gold": "", "name": "x"}, 422),
        ({"gold": "{}", "name": "x"}, 422),
        ({"gold": "not json", "name": "x"}, 422),
        ({"gold": '{"id": 1, "question": "?"}', "name": "  "}, 422),
        ({"gold": '{"id": 1, "question": "?"}', "name": "x", "path": "/etc/passwd"}, 422),
        ({"gold": '{"id": 1, "question": "?"}', "name": "x", "collection": "never"}, 404),
        ({"gold": "x" * 1_000_001, "name": "x"}, 422),
        ({"gold": "\n".join(f'{{"id": {n}, "question": "?"}}' for n in range(2001)), "name": "x"}, 413),
    ],
    ids=["empty", "no question", "no json", "no name", "a path", "no collection", "too long", "too many"],
)
def test_what_is_no_run_is_refused(server, body, status):
    reply = server.client.post("/v1/evaluations", json=body)
    assert reply.status_code == status, reply.text


def test_bodies_are_bounded_before_they_are_read(server):
    reply = server.client.post("/v1/evaluations", json={"gold": "x" * (5 << 20), "name": "x"})
    assert reply.status_code == 413
    assert server.client.post("/v1/search", json={"question": "x" * 70_000}).status_code == 413


def test_two_runs_are_compared_question_by_question(server, measure):
    first = measure()["evaluation"]
    wrong = [GOLD[0] | {"answers": ["1812"]}, *GOLD[1:]]
    second = measure(lines(*wrong, {"id": "new", "question": "Who?"}))["evaluation"]
    compared = server.client.get(f"/v1/evaluations/{first}/compare/{second}").json()
    assert (compared["questions"], compared["only_before"], compared["only_after"]) == (3, 0, 1)
    assert [change["id"] for change in compared["changes"] if change["verdict"] == "worse"] == ["ship"]
    difference = compared["figures"]["right"]
    assert difference["difference"] == pytest.approx(-0.5)
    assert difference["low"] <= difference["difference"] <= difference["high"]
    assert server.client.get(f"/v1/evaluations/{first}/compare/999").status_code == 404


def test_the_threshold_is_chosen_by_a_run_and_forgotten_again(server, measure):
    def calibration():
        return server.client.get("/v1/calibration").json()

    assert (calibration()["threshold"], calibration()["source"]) == (THRESHOLD, "built-in")
    run = measure()["evaluation"]
    wanted = {"evaluation": run, "max_wrong": 0.01}
    trial = server.client.post("/v1/calibration", json=wanted).json()
    assert (trial["stored"], trial["choice"]["promised"]) == (False, False)
    assert calibration()["stored"] is None
    assert not server.client.post("/v1/calibration", json=wanted | {"nearest": True, "dry_run": True}).json()["stored"]
    trial = server.client.post("/v1/calibration", json=wanted | {"nearest": True}).json()
    assert trial["stored"]
    stored = calibration()
    assert (stored["source"], stored["threshold"]) == ("calibrated", trial["choice"]["point"]["threshold"])
    assert stored["stored"]["questions"] == 3
    assert server.client.delete("/v1/calibration").json() == {"forgotten": True}
    assert calibration()["threshold"] == THRESHOLD
    for odd in ({"max_wrong": 0}, {"max_wrong": 1}, {"evaluation": 999}, {"evaluation": 0}):
        assert server.client.post("/v1/calibration", json=wanted | odd).status_code in (404, 422)


def test_a_run_by_another_confidence_model_chooses_nothing(server, measure):
    evaluations = server.backend.catalog.shelf("default").evaluations
    summary, run = evaluations.get(measure()["evaluation"])
    other = evaluations.add("old", summary.figures, run | {"conditions": {"threshold": 0.3, "model": "reader-0"}})
    reply = server.client.post("/v1/calibration", json={"evaluation": other, "max_wrong": 0.5})
    assert reply.status_code == 422
    assert "another model" in reply.json()["error"]["message"]
