"""The tour fills its own collection with the sample documents, once."""

from __future__ import annotations

from tests.api.live_server import wait_until


def test_the_tour_is_filled_on_demand_and_once(serve):
    with serve() as server:
        get, post = (lambda: server.client.get("/v1/tour").json()), (lambda: server.client.post("/v1/tour").json())
        assert get() == {"collection": "tour", "state": "missing", "documents": 17, "ready": 0, "reason": None}
        assert server.client.post("/v1/similar", json={"text": "x", "collection": "tour"}).status_code == 404
        assert post()["state"] in ("reading", "ready")
        assert post()["state"] in ("reading", "ready")
        wait_until(lambda: get()["state"] == "ready")
        assert get()["ready"] == 17
        listed = server.client.get("/v1/documents", params={"collection": "tour"}).json()["documents"]
        assert [row["version"] for row in listed] == [1] * 17
        solved = server.client.post("/v1/similar/arithmetic", json={"expression": "book + worm", "collection": "tour"})
        assert "bookworm" in [word["text"] for word in solved.json()["words"]]

        gone = listed[0]["id"]
        assert server.client.delete(f"/v1/documents/{gone}", params={"collection": "tour"}).status_code == 200
        assert get()["state"] == "missing"
        post()
        wait_until(lambda: get()["state"] == "ready")
        assert server.client.get("/v1/documents").json()["documents"] == []
