"""A small map with known places behind ``/v1/map``, answered in the browser's stead; its texts are hostile."""

from __future__ import annotations

import json
import re

import numpy as np

from bench.map_frames import SyntheticMap

EVIL = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> [a](javascript:hit) {{7*7}}'
POINTS = 600
FIGURES = {
    "method": "t-SNE",
    "seconds": 2.5,
    "landmarks": POINTS,
    "dimension": 384,
    "neighbours": 12,
    "trustworthiness": 0.951,
    "continuity": 0.94,
    "distortion": 0.2,
    "measured_on": POINTS,
}


class MapStub:
    """Replies to every route of the map; ``asked`` notes what was sent to it."""

    def __init__(self, points=POINTS, ready=True):
        self.synthetic = SyntheticMap(points, seed=3)
        self.ready = ready
        self.polls = 0
        self.asked = []

    def install(self, page):
        page.route(re.compile(r"/v1/map(/|\?|$)"), self._answer)

    def _answer(self, route):
        path = route.request.url.partition("/v1/map")[2].partition("?")[0]
        sent = json.loads(route.request.post_data or "null")
        self.asked.append((path, sent))
        if path == "/points":
            route.fulfill(body=self.synthetic.body(), content_type="application/octet-stream")
        else:
            route.fulfill(json=self._json(path, route.request.method, sent))

    def _json(self, path, method, sent):
        replies = {
            "": lambda: self._state(method),
            "/legend": self._legend,
            "/ask": lambda: self._ask(sent["question"]),
            "/search": lambda: {
                "mode": sent["mode"],
                "chunk_ids": [1, 2, 3],
                "scores": [3, 2, 1],
                "x": None,
                "y": None,
            },
            "/duplicates": self._duplicates,
            "/coverage": self._coverage,
        }
        if path in replies:
            return replies[path]()
        chunk_id = int(path.split("/")[2])
        return self._neighbours(chunk_id) if path.endswith("/neighbours") else self.passage(chunk_id)

    def _state(self, method):
        ready = {**self.synthetic.state(), "figures": FIGURES, "made_at": "2026-03-01T12:00:00Z"}
        ready["clusters"][0]["label"] = EVIL
        if self.ready:
            return ready
        nothing = {**ready, "map": None, "clusters": [], "figures": None, "points": 0}
        if method == "POST":
            self.polls = 1
        if not self.polls:
            return {**nothing, "state": "absent"}
        self.polls += 1
        self.ready = self.polls > 3
        return {**nothing, "state": "computing", "progress": {"stage": "projecting", "done": 0.4}}

    def _legend(self):
        legend = self.synthetic.legend()
        for document in legend["documents"]:
            document["title"] = f"{EVIL} {document['number']}"
        return legend

    def passage(self, chunk_id):
        x, y = self.synthetic.places[chunk_id - 1].tolist()
        place = {"x": x, "y": y, "cluster": int(self.synthetic.clusters[chunk_id - 1]), "distortion": 0.1}
        source = {"document_id": "0" * 24, "number": 1, "version": 1, "uri": "file:///a.md", "title": EVIL}
        side = "west" if x < self.synthetic.places[:, 0].mean() else "east"
        text = f"Passage {chunk_id} tells of a mower in the {side}. {EVIL}"
        return {
            "chunk_id": chunk_id,
            **source,
            "start": 0,
            "end": 9,
            "page": None,
            "context": EVIL,
            "text": text,
            **place,
        }

    def _neighbours(self, chunk_id):
        near = [
            {**self.passage(other), "rank": rank, "cosine": 1 - rank / 20, "rank_in_picture": rank * 50}
            for rank, other in enumerate(range(chunk_id % 300 + 1, chunk_id % 300 + 13), 1)
        ]
        return {"chunk_id": chunk_id, "neighbours": near, "kept": 0.25}

    def _ask(self, question):
        hits = [
            {"chunk_id": n, "rank": n, "score": 0.5, "cosine": 1 - n / 50, "true_rank": n, "rank_in_picture": 2 * n}
            for n in range(1, 25)
        ]
        layers = {"dense": hits, "lexical": hits[3:9], "fused": hits[:10], "read": hits[:5], "cited": hits[:1]}
        answer = {"answer": EVIL, "abstained": False, "confidence": 0.81, "reason": "", "sentences": []}
        reply = {**answer, "citations": [], "hits": [], "timings_ms": {}, "standalone_question": None}
        x, y = self.synthetic.places[0].tolist()
        return {
            "question": question,
            "x": x,
            "y": y,
            "outside": False,
            "distortion": 0.2,
            "layers": layers,
            "answer": reply,
        }

    def _duplicates(self):
        points = [self.passage(5), self.passage(6)]
        return {"total": 1, "groups": [{"cosine": 0.98, "size": 2, "points": points}]}

    def _coverage(self):
        both = [
            {"question": EVIL, "kind": "refused", "times": 2, "outside": True, "x": 1.1, "y": 0.2, "group": 0},
            {"question": "Who made it?", "kind": "disliked", "times": 1, "outside": False, "x": 0, "y": 0, "group": 1},
        ]
        more = {"at": "2026-03-01T11:00:00Z", "confidence": 0.1, "cosine": 0.2, "chunk_id": 1}
        groups = [
            {"group": 0, "label": EVIL, "questions": 1, "outside": 1},
            {"group": 1, "label": "Who made it?", "questions": 1, "outside": 0},
        ]
        return {"questions": [one | more for one in both], "groups": groups}

    def inside(self, left, right, bottom, top):
        """How many points lie in a box of the map."""
        x, y = self.synthetic.places.T
        return int(np.sum((x >= left) & (x <= right) & (y >= bottom) & (y <= top)))
