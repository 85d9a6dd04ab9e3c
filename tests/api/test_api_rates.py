"""Nobody calls more often than the setting says, and refusing costs nothing."""

from __future__ import annotations

from api.rates import _MOST_CALLERS, Rates
from tests.api.live_server import everything_below
from tests.api.test_api_bodies import post, status


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_minutes_calls_at_once_and_then_evenly():
    clock = Clock()
    rates = Rates(60, clock)
    assert [rates.wait("a") for _ in range(60)] == [0] * 60
    assert rates.wait("a") == 1
    assert rates.wait("b") == 0, "everybody has a bucket of his own"
    clock.now += 1
    assert [rates.wait("a"), rates.wait("a")] == [0, 1]
    clock.now += 3600
    assert [rates.wait("a") for _ in range(61)] == [0] * 60 + [1]


def test_it_says_when_to_come_back_and_keeps_its_word():
    clock = Clock()
    rates = Rates(2, clock)
    assert [rates.wait("a"), rates.wait("a")] == [0, 0]
    seconds = rates.wait("a")
    assert seconds == 30
    clock.now += seconds
    assert rates.wait("a") == 0
    assert rates.wait("a") == 30


def test_zero_is_no_limit():
    rates = Rates(0, Clock())
    assert {rates.wait("a") for _ in range(1000)} == {0}


def test_memory_stays_bounded():
    clock = Clock()
    rates = Rates(1, clock)
    for number in range(3 * _MOST_CALLERS):
        rates.wait(f"address {number}")
    assert len(rates._left) == _MOST_CALLERS


def test_a_key_that_calls_too_often_is_told_when_to_come_back(serve):
    with serve(requests_per_minute=3) as server:
        keys = [server.backend.catalog.keys.create(name, "write")[1] for name in ("eager", "other")]
        eager, other = ({"x-api-key": key} for key in keys)
        assert [server.client.get("/v1/documents", headers=eager).status_code for _ in range(4)] == [200] * 3 + [429]
        refused = server.client.post("/v1/search", json={"question": "?"}, headers=eager)
        assert refused.status_code == 429
        assert refused.json()["error"]["code"] == "too_many_calls"
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        before = everything_below(server.settings.data / "uploads")
        head = f"X-API-Key: {keys[0]}\r\nContent-Length: 9000000"
        assert status(server.raw(post("/v1/documents", "multipart/form-data; boundary=x", head))) == 429
        assert everything_below(server.settings.data / "uploads") == before
        assert server.client.get("/v1/documents", headers=other).status_code == 200
        assert server.client.get("/health").status_code == 200
        assert [server.client.get("/v1/documents").status_code for _ in range(4)] == [401] * 3 + [429]


def test_who_sits_at_an_open_machine_is_not_counted(serve):
    with serve(requests_per_minute=3) as server:
        assert {server.client.get("/v1/documents").status_code for _ in range(10)} == {200}
