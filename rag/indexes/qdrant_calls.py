"""Calls to a Qdrant server: tried again while it is away, and every error named with cause and remedy."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from rag.errors import MissingExtra, NotFound, StorageError, Unreachable

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

T = TypeVar("T")

OLDEST = (1, 10)
"""The first version of the server that knows every call made here."""
WAITS = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each further try; up to half as much again is added, so that many clients do not come together."""
_LONGEST_WAIT = 30.0
_AWAY = frozenset({429, 502, 503, 504})
_AWAY_GRPC = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"})
_REFUSED = frozenset({401, 403, "UNAUTHENTICATED", "PERMISSION_DENIED"})
_MISSING = frozenset({404, "NOT_FOUND"})


@dataclass(frozen=True, slots=True)
class Server:
    """Where a Qdrant server or cluster is and how it is to be used; ``seconds`` is the time of one call."""

    url: str
    api_key: str | None = field(default=None, repr=False)
    grpc_port: int | None = None
    seconds: float = 10.0
    shards: int = 1
    replicas: int = 1
    prefix: str = "sourcebound"


def connect(server: Server) -> QdrantClient:
    """A client of a server; nothing is sent yet. StorageError when the address is none."""
    try:
        from qdrant_client import QdrantClient
    except ImportError as error:
        raise MissingExtra("qdrant-client", "qdrant") from error
    # As a header, for the client warns of a key without TLS: inside a private network that is as it should be.
    headers = {"api-key": server.api_key} if server.api_key else None
    try:
        return QdrantClient(
            url=server.url,
            grpc_port=server.grpc_port or 6334,
            prefer_grpc=server.grpc_port is not None,
            headers=headers,
            timeout=max(1, round(server.seconds)),
            check_compatibility=False,
        )
    except ValueError as error:
        raise StorageError(f"{shown(server.url)} is no address of a Qdrant server", "See RAG_QDRANT_URL") from error


def shown(url: str) -> str:
    """An address without user name and password, which no message may show."""
    return re.sub(r"//[^/@]*@", "//", url)


class Calls:
    """Makes calls on behalf of an engine; ``waits`` are the seconds before each further try."""

    def __init__(self, address: str, waits: tuple[float, ...] = WAITS) -> None:
        self._address = shown(address)
        self._waits = waits

    def make(self, call: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """The result of a call that may be repeated: repeating must do no harm.

        Raises Unreachable when the server stays away, NotFound when it has no such collection, StorageError else.
        """
        for wait in (*self._waits, None):
            try:
                return call(*arguments, **named)
            except Exception as error:
                asked = _time_asked_for(error)
                if wait is None or (asked is None and not _is_away(error)):
                    raise self._named(error) from error
                time.sleep(min(asked or 0, _LONGEST_WAIT) + wait * random.uniform(1, 1.5))
        raise AssertionError("the last try returns or raises")

    def check_version(self, client: QdrantClient) -> None:
        """StorageError when the server is too old to be used."""
        version = self.make(client.info).version
        found = re.match(r"(\d+)\.(\d+)", version)
        if found is None or (int(found[1]), int(found[2])) < OLDEST:
            needed = ".".join(map(str, OLDEST))
            raise StorageError(f"the Qdrant server at {self._address} is of version {version}", f"{needed} is needed")

    def _named(self, error: Exception) -> StorageError | NotFound:
        status = _status(error)
        if status in _REFUSED:
            return StorageError(f"the Qdrant server at {self._address} refuses the key", "Set RAG_QDRANT_API_KEY")
        if status in _MISSING:
            return NotFound(f"the Qdrant server at {self._address} has no such collection")
        if _is_away(error):
            remedy = "Start it, or set RAG_QDRANT_URL to where it is"
            return Unreachable(f"the Qdrant server at {self._address} does not answer ({_reason(error)})", remedy)
        return StorageError(f"the Qdrant server at {self._address} failed: {_reason(error)}")


def _status(error: Exception) -> int | str | None:
    """The HTTP status or the name of the gRPC status of an error, None when there was no reply."""
    code = getattr(error, "status_code", None)
    if code is None and callable(getattr(error, "code", None)):
        return str(error.code().name)  # type: ignore[attr-defined]
    return code


def _is_away(error: Exception) -> bool:
    """Whether the server may do later what it did not now."""
    source = getattr(error, "source", None)
    if source is not None:
        # Anything that went wrong on the way; a reply that cannot be understood will be none the next time either.
        return not isinstance(source, ValueError)
    return _status(error) in _AWAY or _status(error) in _AWAY_GRPC or _time_asked_for(error) is not None


def _time_asked_for(error: Exception) -> float | None:
    seconds = getattr(error, "retry_after_s", None)
    return None if seconds is None else float(seconds)


def _reason(error: Exception) -> str:
    """What went wrong in a line; headers, and the key with them, are in no error of the client."""
    details = getattr(error, "details", None)
    text = details() if callable(details) else getattr(error, "source", error)
    return " ".join(str(text).split())[:300] or type(error).__name__
