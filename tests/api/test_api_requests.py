"""What is asked wrongly is refused in one shape; what is asked rightly comes back typed."""

from __future__ import annotations

import json

import pytest
from pydantic import ConfigDict, create_model

from api.schemas.ask import AskReply
from api.schemas.documents import DocumentsReply
from api.schemas.health import HealthReply
from api.schemas.search import SearchReply
from api.schemas.similar import SimilarReply

QUESTION = "When was the ship launched?"
WRONG = [
    *({"question": "x", "k": k} for k in (0, -1, 10**9, 2**63, 101, 1.5, True, "5", None)),
    {},
    {"question": ""},
    {"question": " \n "},
    {"question": "x" * 10_001},
    {"question": None},
    {"question": 7},
    {"question": "nul \x00"},
    {"question": "x", "model": "/srv/models/other"},
    {"question": "x", "trust_remote_code": True},
    {"question": "x", "chat_template_kwargs": {"enable_thinking": False}},
    *(
        {"question": "x", "collection": name}
        for name in ("../../x", "/etc/x", "C:\\x", "a\x00", "..", ".a", "x" * 4096)
    ),
    {"question": "x", "filter": {"path": "/etc"}},
    {"question": "x", "filter": {"added_after": "soon"}},
    {"question": "x", "filter": {"added_after": "0001-01-01T00:00:00+14:00"}},
    {"question": "x", "filter": {"metadata": {'a"b': "c"}}},
    {"question": "x", "filter": {"language": ["x"] * 101}},
]


def is_error(reply, status, code=None):
    body = reply.json()
    assert reply.status_code == status
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "remedy"}
    return code is None or body["error"]["code"] == code


@pytest.mark.parametrize("route", ["/v1/search", "/v1/ask"])
@pytest.mark.parametrize("body", WRONG, ids=lambda body: json.dumps(body)[:60])
def test_t10_t53_t57_wrong_requests_are_refused(server, route, body):
    assert is_error(server.client.post(route, json=body), 422, "invalid_request")


@pytest.mark.parametrize(
    "history",
    [
        [{"question": "x"}] * 51,
        [{"question": "x" * 10_001}],
        [{"question": "x", "answer": "x" * 10_001}],
        [{"question": ""}],
        [{"question": None}],
        [{"question": "x", "answer": 7}],
        [{"question": "nul \x00"}],
        [{"question": "x", "role": "system"}],
        [{"answer": "x"}],
        ["x"],
        "x",
        {"question": "x"},
    ],
    ids=lambda history: json.dumps(history)[:60],
)
def test_wrong_histories_are_refused(server, history):
    assert is_error(server.ask(QUESTION, history=history), 422, "invalid_request")


def test_a_long_history_is_answered(server):
    history = [{"question": "Why? " * 200, "answer": None}] * 50
    reply = server.ask(QUESTION, history=history)
    assert reply.status_code == 200
    assert reply.json()["standalone_question"] is None


def test_a_history_completes_the_question(server):
    history = [{"question": "When was the ship Aurelia launched?", "answer": "In 1911."}]
    asked = server.ask("Where?", history=history).json()
    assert asked["standalone_question"] == "Where was the ship Aurelia launched?"
    assert asked["hits"][0]["uri"] == "upload:///ship.md"
    assert server.ask("Where?").json()["standalone_question"] is None


@pytest.mark.parametrize("body", ['{"question": "x", "k": NaN}', '{"question": "x", "k": Infinity}', "{", "[]", '"x"'])
def test_what_is_hardly_json_is_refused(server, body):
    reply = server.client.post("/v1/ask", content=body, headers={"content-type": "application/json"})
    assert is_error(reply, 422, "invalid_request")


@pytest.mark.parametrize("body", ['{"question": "\\ud800"}', '{"question": "x", "filter": {"uri_prefix": "\\udfff"}}'])
def test_lone_surrogates_are_refused(server, body):
    reply = server.client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert is_error(reply, 422)


def test_deep_nesting_is_refused(server):
    reply = server.client.post("/v1/ask", content="[" * 60_000, headers={"content-type": "application/json"})
    assert is_error(reply, 400)


@pytest.mark.parametrize(
    "question", ["\u202eevil", "zero\u200bwidth", "{{7*7}} {0.__class__} %s", "🙂" * 500, "\x1b[2J", "a\r\nb"]
)
def test_odd_text_is_a_question_like_any_other(server, question):
    assert server.ask(question).status_code == 200
    assert server.search(question).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"texts": []}, {"texts": ["a"], "text": "b"}, {"texts": ["a"] * 101}, {"text": ""}, {"text": "a", "k": 0}],
)
def test_similar_wants_one_of_two(server, body):
    assert is_error(server.client.post("/v1/similar", json=body), 422, "invalid_request")


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "NaN", "9223372036854775808"])
def test_t57_pages_are_bounded(server, limit):
    assert is_error(server.client.get("/v1/documents", params={"limit": limit}), 422)


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 19, "1 OR 1=1", "²"])
def test_foreign_cursors_are_refused(server, cursor):
    assert is_error(server.client.get("/v1/documents", params={"cursor": cursor}), 422)


@pytest.mark.parametrize("document", ["x", "..", "%2e%2e%2f", "%00", "A" * 24, "' OR 1=1--", "file%3A%2F%2F%2Fetc"])
def test_t10_odd_document_ids_are_refused(server, document):
    for path in (f"/v1/documents/{document}", f"/v1/documents/{document}/text"):
        reply = server.client.get(path)
        assert 400 <= reply.status_code < 500
        assert "error" in reply.json()


@pytest.mark.parametrize("version", ["0", "-1", "99999999999999999999", "x"])
def test_odd_versions_are_refused(server, version):
    assert is_error(server.client.get(f"/v1/documents/{'0' * 24}/text", params={"version": version}), 422)


def test_what_is_not_there_is_not_found(server):
    nobody = "0" * 24
    assert is_error(server.client.get(f"/v1/documents/{nobody}"), 404, "not_found")
    assert is_error(server.client.get(f"/v1/documents/{nobody}/text"), 404, "not_found")
    assert is_error(server.client.delete(f"/v1/documents/{nobody}"), 404, "not_found")
    assert is_error(server.ask(QUESTION, collection="nobody"), 404, "not_found")
    assert is_error(server.client.get("/v1/documents", params={"collection": "nobody"}), 404, "not_found")
    for path in ("/nowhere", "/health/", "/health//", "/ui%2f..%2fadmin", "/pages/../app.py", "/pages/%2e%2e/app.py"):
        assert is_error(server.client.get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "DELETE"])
def test_other_methods_are_not_allowed(server, method):
    reply = server.client.request(method, "/v1/ask")
    assert reply.status_code == 405
    assert reply.headers["allow"] == "POST"


def test_replies_are_what_the_description_says(server):
    checks = {
        SearchReply: server.search(QUESTION),
        AskReply: server.ask(QUESTION),
        SimilarReply: server.client.post("/v1/similar", json={"text": QUESTION}),
        DocumentsReply: server.client.get("/v1/documents"),
        HealthReply: server.client.get("/health"),
    }
    for model, reply in checks.items():
        assert reply.status_code == 200
        exact = create_model("Exact", __base__=model, __config__=None)
        exact.model_config = ConfigDict(extra="forbid")
        exact.model_rebuild(force=True)
        exact.model_validate(reply.json())


def test_similar_compares_and_finds(server):
    matrix = server.client.post("/v1/similar", json={"texts": ["book", "novel", "lawn mower"]}).json()["similarity"]
    assert matrix[0][0] == pytest.approx(1, abs=0.01)
    assert matrix[0][1] == matrix[1][0] > matrix[0][2]
    hits = server.client.post("/v1/similar", json={"text": "petrol engine for grass", "k": 1}).json()["hits"]
    assert [hit["uri"] for hit in hits] == ["upload:///garden.md"]


def test_filters_restrict(server):
    def uris(**filter):
        hits = server.search("the shed and the ship", filter=filter).json()["hits"]
        return {hit["uri"] for hit in hits}

    both = {"upload:///garden.md", "upload:///ship.md"}
    assert uris() == both
    assert uris(uri_prefix="upload:///s") == {"upload:///ship.md"}
    assert uris(media_type=["text/markdown"], language=["en"]) == both
    assert uris(media_type=["application/pdf"]) == set()
    assert uris(added_after="2001-01-01T00:00:00Z") == both
    assert uris(added_before="2001-01-01") == set()
    assert uris(metadata={"nobody": ["set", "this"]}) == set()


def test_pages_of_documents_follow_each_other(server):
    first = server.client.get("/v1/documents", params={"limit": 1}).json()
    second = server.client.get("/v1/documents", params={"limit": 1, "cursor": first["next"]}).json()
    assert second["next"] is None
    assert [page["documents"][0]["uri"] for page in (first, second)] == ["upload:///garden.md", "upload:///ship.md"]


def test_t16_ranges_cost_nothing(server):
    header = {"range": "bytes=" + ",".join(f"{n}-{n}" for n in range(5_000))}
    assert server.client.get("/v1/documents", headers=header).status_code == 200
