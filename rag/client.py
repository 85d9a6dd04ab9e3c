"""A typed client of the HTTP API: the same answers, hits and events as in process, from another machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rag.deserialize import answer_of, event_of, explanation_of, hit_of, made_of
from rag.errors import MissingExtra, RagError
from rag.explain.records import Explanation
from rag.types import Answer, Filter, Hit, Turn
from rag.writing.events import Event

if TYPE_CHECKING:
    import httpx

_ON_ITS_WAY = ("queued", "reading", "embedding")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document as the service lists it; ``reason`` says why it failed."""

    id: str
    uri: str
    state: str
    reason: str | None
    title: str | None
    version: int
    chunks: int


class Client:
    """Talks to ``rag serve``: ``async with Client("http://127.0.0.1:8000", key) as client``.

    What the service refuses is raised as it was there: the errors of ``rag.errors`` by their code, with cause and
    remedy. ConnectionError when it cannot be reached. Raises MissingExtra where httpx is not installed.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        key: str | None = None,
        *,
        seconds: float = 60.0,
        transport: Any = None,
    ) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingExtra("httpx", "client") from None
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._unreachable = httpx.TransportError
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=seconds, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def search(
        self, question: str, k: int = 10, collection: str = "default", filter: Filter | None = None
    ) -> list[Hit]:
        """The k best passages."""
        body = {"question": question, "k": k, "collection": collection, "filter": _filter_json(filter)}
        found = await self._json("POST", "/v1/search", json=body)
        return [hit_of(hit) for hit in found["hits"]]

    async def ask(
        self,
        question: str,
        k: int = 10,
        collection: str = "default",
        history: Sequence[Turn] = (),
        filter: Filter | None = None,
        *,
        steps: bool = False,
    ) -> Answer:
        """A grounded answer or an abstention; with ``steps`` a language model there may cut the question."""
        body = _asked(question, k, collection, history, filter) | {"steps": steps}
        return answer_of(await self._json("POST", "/v1/ask", json=body))

    async def ask_events(
        self,
        question: str,
        k: int = 10,
        collection: str = "default",
        history: Sequence[Turn] = (),
        filter: Filter | None = None,
        *,
        steps: bool = False,
    ) -> AsyncIterator[Event]:
        """``ask`` as it comes: what was found, each sentence, and last the whole answer."""
        body = _asked(question, k, collection, history, filter) | {"steps": steps, "stream": True}
        try:
            async with self._http.stream("POST", "/v1/ask", json=body) as reply:
                if reply.is_error:
                    await reply.aread()
                    raise _error(reply)
                async for told in _events(reply):
                    yield told
        except self._unreachable as error:
            raise ConnectionError(f"the service cannot be reached: {error}") from error

    async def explain(
        self,
        question: str,
        k: int = 10,
        collection: str = "default",
        history: Sequence[Turn] = (),
        filter: Filter | None = None,
        document: str | None = None,
    ) -> Explanation:
        """What every stage makes of a question, and where a document that is missed (id, uri or its end) is lost."""
        body = _asked(question, k, collection, history, filter) | {"document": document}
        return explanation_of(await self._json("POST", "/v1/explain", json=body))

    async def similar(self, texts: Sequence[str]) -> list[list[float]]:
        """The cosine of every pair of texts."""
        found: list[list[float]] = (await self._json("POST", "/v1/similar", json={"texts": list(texts)}))["similarity"]
        return found

    async def upload(self, *paths: Path, collection: str = "default") -> list[str]:
        """Send files to be ingested; returns the ids of their documents. ``settled`` waits for one."""
        # In a thread, for the disk may be slow.
        files = [("files", (path.name, await asyncio.to_thread(path.read_bytes))) for path in paths]
        taken = await self._json("POST", "/v1/documents", files=files, data={"collection": collection})
        return [document["id"] for document in taken["documents"]]

    async def documents(self, collection: str = "default") -> AsyncIterator[DocumentState]:
        """Every document, page by page."""
        query = {"collection": collection}
        while True:
            page = await self._json("GET", "/v1/documents", params=query)
            for document in page["documents"]:
                yield made_of(DocumentState, document)
            if page["next"] is None:
                return
            query["cursor"] = page["next"]

    async def document(self, document_id: str, collection: str = "default") -> DocumentState:
        """One document as it stands now; NotFound when there is none."""
        path = f"/v1/documents/{document_id}"
        return made_of(DocumentState, await self._json("GET", path, params={"collection": collection}))

    async def settled(self, document_id: str, collection: str = "default") -> DocumentState:
        """A document once it is ready or failed; asked for less and less often."""
        pause = _FIRST_PAUSE
        while (document := await self.document(document_id, collection)).state in _ON_ITS_WAY:
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return document

    async def text(self, document_id: str, version: int | None = None, collection: str = "default") -> str:
        """The text that citations point into; Purged when that version is gone."""
        query: dict[str, Any] = {"collection": collection} | ({} if version is None else {"version": version})
        found: str = (await self._json("GET", f"/v1/documents/{document_id}/text", params=query))["text"]
        return found

    async def delete(self, document_id: str, collection: str = "default") -> None:
        """Delete a document: it is in no result from now on."""
        await self._json("DELETE", f"/v1/documents/{document_id}", params={"collection": collection})

    async def _json(self, method: str, path: str, **more: Any) -> Any:
        try:
            reply = await self._http.request(method, path, **more)
        except self._unreachable as error:
            raise ConnectionError(f"the service cannot be reached: {error}") from error
        if reply.is_error:
            raise _error(reply)
        return reply.json() if reply.content else None


def _asked(question: str, k: int, collection: str, history: Sequence[Turn], filter: Filter | None) -> dict[str, Any]:
    turns = [asdict(turn) for turn in history]
    named = {"question": question, "k": k, "collection": collection, "history": turns}
    return named | {"filter": _filter_json(filter)}


def _filter_json(wanted: Filter | None) -> dict[str, Any] | None:
    if not wanted:
        return None
    parts = {name: value for name, value in asdict(wanted).items() if value}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in parts.items()}


async def _events(reply: httpx.Response) -> AsyncIterator[Event]:
    name = ""
    async for line in reply.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data = json.loads(line.removeprefix("data: "))
            if name == "error":
                raise _made(data["error"])
            yield event_of(name, data)


def _error(reply: httpx.Response) -> RagError:
    try:
        return _made(reply.json()["error"])
    except (ValueError, KeyError, TypeError):
        return RagError(f"the service answered {reply.status_code} and nothing that can be read", "is it Sourcebound?")


def _made(error: Mapping[str, str]) -> RagError:
    """The error that the service raised, by its code; one that is not known here is a RagError."""
    kinds: list[type[RagError]] = [RagError]
    known: dict[str, type[RagError]] = {}
    while kinds:
        kind = kinds.pop()
        known.setdefault(kind.code, kind)
        kinds += kind.__subclasses__()
    known.pop(MissingExtra.code, None)
    return known.get(error["code"], RagError)(error["message"], error["remedy"])
