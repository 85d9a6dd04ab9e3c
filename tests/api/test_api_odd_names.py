"""T10: a name that would be a path elsewhere is refused wherever a collection or an id is asked for."""

from __future__ import annotations

import pytest

from tests.api.live_server import everything_below, nothing_waits, wait_until
from tests.api.route_table import OF_NO_COLLECTION, OPEN, TABLE, Requests

HOSTILE = ("../../x", "/etc/x", "C:\\x", "a\x00", "..", "." * 100, "x" * 4096, "a/../b", "\uff0e\uff0e/x", "a\nb", "")
NAMED = sorted(name for name, need in TABLE.items() if need != OPEN and name not in OF_NO_COLLECTION)


@pytest.fixture(scope="module")
def requests(guarded):
    # What other tests sent may still be waiting, and would change the folder meanwhile.
    wait_until(lambda: nothing_waits(guarded))
    return Requests(guarded.app.openapi(), guarded.document)


@pytest.mark.parametrize("name", NAMED)
def test_t10_no_collection_is_a_path(guarded, requests, name):
    before = everything_below(guarded.settings.data.parent), guarded.backend.catalog.collections.names()
    for collection in HOSTILE:
        method, path, more = requests.to(name, collection)
        reply = guarded.client.request(method, path, headers={"x-api-key": guarded.keys["write"]}, **more)
        assert reply.status_code in (400, 404, 413, 422), f"{collection[:50]!r}: {reply.status_code} {reply.text}"
    after = everything_below(guarded.settings.data.parent), guarded.backend.catalog.collections.names()
    assert after == before


@pytest.mark.parametrize("name", [name for name in NAMED if "{document_id}" in name])
def test_t10_no_id_is_a_path(guarded, name):
    requests = Requests(guarded.app.openapi(), "ID")
    before = everything_below(guarded.settings.data.parent)
    for odd in ("..%2f..%2fx", "%2fetc%2fx", "C:%5cx", "%00", "..", "a" * 4096):
        method, path, more = requests.to(name, "mine")
        target = path.replace("/ID", f"/{odd}")
        reply = guarded.client.request(method, target, headers={"x-api-key": guarded.keys["write"]}, **more)
        assert reply.status_code in (400, 404, 405, 422), f"{odd!r}: {reply.status_code} {reply.text}"
    assert everything_below(guarded.settings.data.parent) == before
