"""Keys are random, stored as hashes, and revoked for good."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from rag.catalog.catalog import Catalog
from rag.errors import InvalidRequest, NotFound


@pytest.fixture
def catalog(catalog_url):
    catalog = Catalog(catalog_url)
    yield catalog
    catalog.close()


def test_a_key_opens_what_it_was_made_for(catalog):
    made, key = catalog.keys.create(" Anna's laptop ", "read", ["b", "a", "a"])
    assert re.fullmatch(r"sb_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", key)
    assert catalog.keys.opened_by(key) == made
    assert (made.name, made.scopes, made.collections) == ("Anna's laptop", ("read",), ("a", "b"))
    writing, _ = catalog.keys.create("other", "write")
    assert (writing.scopes, writing.collections, writing.revoked_at) == (("read", "write"), None, None)
    assert catalog.keys.all() == [made, writing]


def test_the_secret_is_nowhere(tmp_path):
    catalog = Catalog(f"sqlite:///{tmp_path}/catalog.db")
    _, key = catalog.keys.create("laptop", "write")
    secret = key.split("_", 2)[2]
    catalog.close()
    stored = b"".join(path.read_bytes() for path in Path(tmp_path).iterdir())
    assert secret.encode() not in stored
    assert hashlib.sha256(secret.encode()).digest() in stored


def test_no_two_are_alike(catalog):
    made = [catalog.keys.create("laptop", "read")[1] for _ in range(20)]
    assert len({key.split("_", 2)[1] for key in made}) == len({key.split("_", 2)[2] for key in made}) == 20


def test_a_revoked_key_opens_nothing_and_still_counts(catalog):
    assert not catalog.keys.exist()
    made, key = catalog.keys.create("laptop", "write")
    revoked = catalog.keys.revoke(made.id)
    assert revoked.revoked_at is not None
    assert catalog.keys.opened_by(key) is None
    assert catalog.keys.exist()
    assert catalog.keys.revoke(made.id) == revoked, "the first time counts"
    with pytest.raises(NotFound, match="no key"):
        catalog.keys.revoke("nobody")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31m", "x" * 101])
def test_odd_names_are_refused(catalog, name):
    with pytest.raises(InvalidRequest, match="name a key"):
        catalog.keys.create(name, "read")
    with pytest.raises(InvalidRequest, match="name a collection"):
        catalog.keys.create("fine", "read", ["../x"])
    assert not catalog.keys.exist()


def test_whoever_is_limited_finds_nothing_else(catalog):
    mine, theirs = catalog.open_shelf("mine"), catalog.limited_to(frozenset({"theirs"}))
    assert mine.name in catalog.collections.names()
    assert theirs.collections.names() == []
    for look in (theirs.shelf, theirs.open_shelf, theirs.collections.find, theirs.collections.open):
        for name in ("mine", "new"):
            with pytest.raises(NotFound, match=name):
                look(name)
    assert theirs.open_shelf("theirs").name == "theirs"
    assert theirs.collections.names() == ["theirs"]
    assert catalog.collections.names() == ["mine", "theirs"]
