"""``POST /v1/ask``: a cited answer or an abstention, whole or as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.backend import Backend, backend_of
from api.errors import describe
from api.events import event
from api.routes.replies import errors
from api.schemas.ask import AskReply, AskRequest
from rag.serialize import answer_json
from rag.types import Answer

router = APIRouter()

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "With `stream` as events: `hits`, a `sentence` each, `done` (the whole reply) or `error`",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("/v1/ask", response_model=AskReply, responses=errors(404, 413, 422, 503) | _STREAM)
async def ask(wanted: AskRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """Answer from the documents, with a proof for every sentence, or say that they do not answer it."""

    def answer() -> Answer:
        service = backend.services.get(wanted.collection)
        given = service.ask(wanted.question, wanted.k, wanted.turns(), wanted.wanted())
        backend.questions.note(service.shelf.journal, wanted.question, given)
        return given

    if wanted.stream:
        # Admitted before the reply begins, so that a full queue is a plain 503.
        return StreamingResponse(_events(backend.work.admit(answer)), media_type="text/event-stream")
    return JSONResponse(answer_json(await backend.work.result(request, answer)))


async def _events(admitted: Future[Answer]) -> AsyncIterator[bytes]:
    """The events of one answer. A client that goes away cancels this, and with it what has not begun."""
    try:
        answer = answer_json(await asyncio.wrap_future(admitted))
    except Exception as error:
        yield event("error", describe(error)[1])
        return
    yield event("hits", {"hits": answer["hits"]})
    for sentence in answer["sentences"]:
        yield event("sentence", sentence)
    yield event("done", answer)
