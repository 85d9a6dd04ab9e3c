"""``POST /v1/rerank``: the reader's opinion of texts that the caller brings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.models import READER, check_model
from api.routes.replies import errors
from api.schemas.rerank import RerankReply, RerankRequest
from rag.protocols import PassageReader
from rag.readings import Readable

router = APIRouter()

PATH = "/v1/rerank"
LARGEST_BODY = 2 << 20
_AT_ONCE = 32
"""Documents that are read together: who brings many lets others' questions come between."""


@router.post(PATH, response_model=RerankReply, responses=errors(404, 413, 422, 503))
async def rerank(wanted: RerankRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """Order texts by how relevant the reader finds each for a question.

    The reader was trained to find answers. Passages of our own search it orders worse than search does (MRR .788
    against .853 on our set of a large manual), so this is worth it for candidates that come in no good order.
    """

    def order() -> dict[str, Any]:
        check_model(wanted.model, READER)
        texts = wanted.texts()
        relevant = _relevance(backend.services.reader, wanted.query, texts)
        best = sorted(range(len(texts)), key=lambda place: -relevant[place])[: wanted.top_n]
        return {
            "object": "list",
            "model": wanted.model,
            "results": [
                {"index": place, "relevance_score": round(relevant[place], 6)}
                | ({"document": {"text": texts[place]}} if wanted.return_documents else {})
                for place in best
            ],
            "usage": {"total_tokens": sum(backend.embedder.tokenizer.count(texts))},
        }

    return JSONResponse(await backend.work.result(request, order))


def _relevance(reader: PassageReader, query: str, texts: list[str]) -> list[float]:
    return [
        reading.relevant
        for start in range(0, len(texts), _AT_ONCE)
        for reading in reader.read(query, [Readable("", text) for text in texts[start : start + _AT_ONCE]])
    ]
