"""API keys: who may call, for what, and in which collections.

A key reads ``sb_<id>_<secret>``. The id is public and names the row; the secret is 256 random bits, of which the
catalog keeps a SHA-256: what nobody can guess needs no slow hash, which is for passwords.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Row, insert, select, update

from rag.catalog.collections import check_name
from rag.catalog.database import Database
from rag.catalog.moments import stamp
from rag.catalog.schema import keys
from rag.errors import InvalidRequest, NotFound

Scope = Literal["read", "write"]

_FORM = re.compile(r"sb_(?P<id>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{43})")
_LONGEST_NAME = 100
_NOBODYS = bytes(hashlib.sha256().digest_size)
"""The hash that an unknown id is compared with: no secret has it, and the comparison takes its usual time."""


@dataclass(frozen=True, slots=True)
class Key:
    """What the catalog knows of a key; ``collections`` are those that it opens, None: all."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    collections: tuple[str, ...] | None
    created_at: str
    revoked_at: str | None


class Keys:
    """The keys of a data folder; every process that shares it sees a change at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scope: Scope, collections: Sequence[str] | None = None) -> tuple[Key, str]:
        """A new key and how it reads, which cannot be had again; who may write may read. Raises InvalidRequest."""
        if not name.isprintable() or not 1 <= len(name.strip()) <= _LONGEST_NAME:
            raise InvalidRequest("that cannot name a key", f"use 1 to {_LONGEST_NAME} printable characters")
        for collection in collections or ():
            check_name(collection)
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        row = {
            "id": key_id,
            "name": name.strip(),
            "hash": _hash(secret),
            "scopes": ["read"] if scope == "read" else ["read", "write"],
            "collections": sorted(set(collections)) if collections else None,
            "created_at": stamp(),
        }
        with self._database.writing() as connection:
            made = connection.execute(insert(keys).values(row).returning(keys)).one()
        return _key(made), f"sb_{key_id}_{secret}"

    def all(self) -> list[Key]:
        """Every key that was ever made, oldest first."""
        with self._database.reading() as connection:
            return [_key(row) for row in connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id))]

    def revoke(self, key_id: str) -> Key:
        """Let a key open nothing from now on; NotFound when there is none of that id."""
        mine = keys.c.id == key_id
        with self._database.writing() as connection:
            connection.execute(update(keys).where(mine, keys.c.revoked_at.is_(None)).values(revoked_at=stamp()))
            row = connection.execute(select(keys).where(mine)).first()
        if row is None:
            raise NotFound("there is no key of that id", "rag keys list shows them")
        return _key(row)

    def exist(self) -> bool:
        """Whether a key was ever made. A revoked one counts: revoking the last must not open the door to everyone."""
        with self._database.reading() as connection:
            return connection.execute(select(keys.c.id).limit(1)).first() is not None

    def opened_by(self, key: str) -> Key | None:
        """The key that reads so; None when there is none, or it was revoked."""
        form = _FORM.fullmatch(key)
        if form is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(keys).where(keys.c.id == form["id"])).first()
        stored = _NOBODYS if row is None else bytes(row.hash)
        if not hmac.compare_digest(stored, _hash(form["secret"])) or row is None:
            return None
        return None if row.revoked_at else _key(row)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _key(row: Row[tuple[object, ...]]) -> Key:
    collections = None if row.collections is None else tuple(row.collections)
    return Key(row.id, row.name, tuple(row.scopes), collections, row.created_at, row.revoked_at)
