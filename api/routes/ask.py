"""``POST /v1/ask``: a cited answer or an abstention, whole or as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.event_stream import EventStream
from api.events import event
from api.routes.replies import errors
from api.schemas.ask import AskReply, AskRequest
from rag.serialize import answer_json, hit_json, sentence_json
from rag.types import Answer
from rag.writing.events import Found, Said, Unanswered

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

    asked = wanted.question, wanted.k, wanted.turns(), wanted.wanted()

    def answer() -> Answer:
        service = backend.services.get(wanted.collection)
        given = service.ask(*asked, steps=wanted.steps)
        backend.questions.note(service.shelf.journal, wanted.question, given)
        return given

    def events() -> Iterator[bytes]:
        service = backend.services.get(wanted.collection)
        for told in service.ask_events(*asked, steps=wanted.steps):
            if isinstance(told, Answer):
                backend.questions.note(service.shelf.journal, wanted.question, told)
            if not isinstance(told, Unanswered):
                yield _sent(told)

    if wanted.stream:
        return EventStream(backend.work, events)
    return JSONResponse(answer_json(await backend.work.result(request, answer)))


def _sent(told: Found | Said | Answer) -> bytes:
    """An event as it is sent; a sentence brings its proofs, so that they need not be waited for."""
    if isinstance(told, Found):
        return event("hits", {"hits": [hit_json(hit) for hit in told.hits]})
    if isinstance(told, Said):
        cited = [asdict(citation) for citation in told.citations]
        return event("sentence", sentence_json(told.sentence) | {"cited": cited, "question": told.question})
    return event("done", answer_json(told))
