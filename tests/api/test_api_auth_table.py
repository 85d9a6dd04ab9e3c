"""T34: every route is in a table that says what it asks of a key, and keeps to it."""

from __future__ import annotations

import pytest

from api.app import create_app
from rag.settings import Settings
from tests.api.route_table import OF_NO_COLLECTION, OPEN, READ, TABLE, WRITE, Requests, served

ASKING = sorted(name for name, need in TABLE.items() if need != OPEN)


@pytest.fixture(scope="module")
def requests(guarded):
    return Requests(guarded.app.openapi(), guarded.document)


@pytest.fixture
def call(guarded):
    """Calls as somebody: ``call("read", method, path, ...)``; "none" shows no key."""

    def call(who, method, path, **more):
        headers = {} if who == "none" else {"x-api-key": guarded.keys[who]}
        return guarded.client.request(method, path, headers=headers, **more)

    return call


def test_t34_every_route_is_listed():
    found = served(create_app(Settings()))
    new, gone = sorted(found - set(TABLE)), sorted(set(TABLE) - found)
    assert not new, (
        f"{new} are not in TABLE of tests/api/route_table.py. Add each with READ or WRITE: what a key must allow. "
        "A POST that changes nothing goes into READING_POSTS of api/scopes.py as well; a route that looks into no "
        "collection into OF_NO_COLLECTION."
    )
    assert not gone, f"{gone} are in the table and served no more: take them out"


@pytest.mark.parametrize("name", ASKING)
def test_t34_who_may_call(call, name):
    method, path = name.split(" ")
    # No request is whole, so none does anything: what counts is whether the door lets it through.
    path = path.replace("{", "").replace("}", "")
    for who in ("none", "revoked"):
        reply = call(who, method, path)
        assert reply.status_code == 401, f"{name} by {who}: {reply.status_code} {reply.text}"
        assert reply.headers["www-authenticate"] == "Bearer"
    asked = {"read": call("read", method, path), "theirs": call("theirs", method, path)}
    expected = {READ: {False}, WRITE: {True}}[TABLE[name]]
    assert {asked["read"].status_code == 403} == expected, f"{name} is {TABLE[name]}: {asked['read'].status_code}"
    assert asked["theirs"].status_code not in (401, 403)


@pytest.mark.parametrize("name", sorted(name for name, need in TABLE.items() if need == OPEN))
def test_t34_what_holds_nothing_of_anybodys_is_open(call, name):
    assert call("none", *name.split(" ")).status_code in (200, 404, 503)


def test_t34_a_browser_may_hear_that_there_is_no_page_and_nothing_else(guarded):
    browser = {"accept": "text/html"}
    assert guarded.client.get("/nowhere", headers=browser).status_code == 404
    assert guarded.client.get("/nowhere").status_code == 401
    paths = [name.removeprefix("GET ") for name in ASKING if name.startswith("GET ")]
    for path in [*paths, "/v1/nowhere", "/openapi.json", "/metrics", "/mcp"]:
        assert guarded.client.get(path, headers=browser).status_code == 401, path
    assert guarded.client.post("/nowhere", headers=browser).status_code == 401


@pytest.mark.parametrize("name", sorted(set(ASKING) - OF_NO_COLLECTION))
def test_t37_another_tenants_collection_is_not_there(guarded, call, requests, name):
    before = guarded.backend.catalog.collections.names()
    said = []
    for collection in ("mine", "nowhere"):
        method, path, more = requests.to(name, collection)
        reply = call("theirs", method, path, **more)
        assert reply.status_code == 404, f"{name} in {collection}: {reply.status_code} {reply.text}"
        said.append(reply.text.replace(collection, "it"))
    assert said[0] == said[1], "what is not theirs reads like what is not there"
    assert guarded.backend.catalog.collections.names() == before


def test_t37_nothing_of_mine_was_changed(guarded):
    shelf = guarded.backend.catalog.shelf("mine")
    rows, _ = shelf.listing.page(10, None)
    assert [(row.id, row.state) for row in rows] == [(guarded.document, "ready")]


def test_t37_they_see_their_own(guarded, call):
    (document,) = call(
        "theirs",
        "POST",
        "/v1/documents",
        files={"files": ("a.txt", b"The gate is green.")},
        data={"collection": "theirs"},
    ).json()["documents"]
    assert call("theirs", "GET", f"/v1/documents/{document['id']}", params={"collection": "theirs"}).status_code == 200
    listed = call("theirs", "GET", "/v1/collections").json()["collections"]
    assert [collection["name"] for collection in listed] == ["theirs"]
    assert (
        call("theirs", "GET", f"/v1/documents/{guarded.document}", params={"collection": "theirs"}).status_code == 404
    )
