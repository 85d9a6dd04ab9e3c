"""``POST /v1/chat/completions``: cited answers for whatever speaks OpenAI's protocol."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.chat_text import MessageWriter
from api.conversation import question_of
from api.errors import describe
from api.event_stream import EventStream
from api.models import collection_of_model
from api.openai_errors import in_their_shape
from api.routes.replies import errors
from api.schemas.chat import ChatReply, ChatRequest
from rag.serialize import answer_json
from rag.types import Answer
from rag.writing.events import Event, Said, Unanswered

router = APIRouter()

PATH = "/v1/chat/completions"
LARGEST_BODY = 2 << 20

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "With `stream` as events: chunks as OpenAI sends them, a sentence each, then `[DONE]`",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
_ABOUT = (
    "abstained",
    "confidence",
    "reason",
    "sentences",
    "citations",
    "timings_ms",
    "standalone_question",
    "generator",
    "notes",
)


@router.post(PATH, response_model=ChatReply, responses=errors(404, 413, 422, 503) | _STREAM)
async def chat(wanted: ChatRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """Answer the last message from the documents of the collection that the model names.

    The message is the answer with marks and the list of its sources; ``annotations`` hold the proofs. When the
    documents do not answer, it says so, and ``sourcebound.abstained`` is true.
    """
    completion = _Completion(backend, wanted, await run_sync(collection_of_model, backend, wanted.model))
    if wanted.stream:
        return EventStream(backend.work, completion.chunks, _failed)
    return JSONResponse(await backend.work.result(request, completion.whole))


class _Completion:
    """One reply, whole or in chunks; raises WrongField where the messages hold no question."""

    def __init__(self, backend: Backend, wanted: ChatRequest, collection: str) -> None:
        self._question, self._history = question_of(wanted.messages)
        self._backend = backend
        self._wanted = wanted
        self._collection = collection
        self._writer = MessageWriter()
        self._head = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": wanted.model,
        }

    def whole(self) -> dict[str, Any]:
        annotations: list[dict[str, Any]] = []
        for told in self._events():
            if isinstance(told, Said):
                annotations += self._writer.say(told.sentence, told.citations)[1]
            elif isinstance(told, Unanswered):
                self._writer.lack(told)
            elif isinstance(told, Answer):
                answer = told
        self._writer.end(answer)
        content = self._writer.content
        message = {"role": "assistant", "content": content, "refusal": None, "annotations": annotations}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        whole = {**self._head, "object": "chat.completion", "choices": [choice], "usage": self._usage()}
        return whole | {"sourcebound": _about(answer)}

    def chunks(self) -> Iterator[bytes]:
        yield self._chunk({"role": "assistant", "content": ""})
        for told in self._events():
            if isinstance(told, Said):
                piece, annotations = self._writer.say(told.sentence, told.citations)
                yield self._chunk({"content": piece, "annotations": annotations})
            elif isinstance(told, Unanswered):
                yield self._chunk({"content": self._writer.lack(told)})
            elif isinstance(told, Answer):
                yield self._chunk({"content": self._writer.end(told)})
                yield self._chunk({}, "stop", sourcebound=_about(told))
        if self._wanted.stream_options and self._wanted.stream_options.include_usage:
            yield _line(json.dumps(self._chunk_of([]) | {"usage": self._usage()}))
        yield _line("[DONE]")

    def _events(self) -> Iterator[Event]:
        service = self._backend.services.get(self._collection)
        for told in service.ask_events(self._question, history=self._history):
            if isinstance(told, Answer):
                self._backend.questions.note(service.shelf.journal, self._question, told)
            yield told

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _line(json.dumps(self._chunk_of([choice]) | more))

    def _chunk_of(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {**self._head, "object": "chat.completion.chunk", "choices": choices}

    def _usage(self) -> dict[str, int]:
        count = self._backend.embedder.tokenizer.count
        asked = sum(count([message.text() for message in self._wanted.messages]))
        (said,) = count([self._writer.content])
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _about(answer: Answer) -> dict[str, Any]:
    whole = answer_json(answer)
    return {name: whole[name] for name in _ABOUT}


def _line(data: str) -> bytes:
    return f"data: {data}\n\n".encode()


def _failed(error: Exception) -> bytes:
    status, body = describe(error)
    return _line(json.dumps(in_their_shape(status, body["error"])))
