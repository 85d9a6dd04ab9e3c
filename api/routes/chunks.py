"""``GET /v1/documents/{id}/chunks``: how a document was cut into passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import DocumentId
from api.schemas.documents import ChunksReply, ChunksRequest
from ingest.reading import embedded_text
from rag.catalog.chunk_listing import ChunkListing, ChunkRow
from rag.protocols import Tokenizer
from rag.types import Chunk

router = APIRouter()


@router.get("/v1/documents/{document_id}/chunks", response_model=ChunksReply, responses=errors(404, 410, 422, 503))
async def list_chunks(
    document_id: Annotated[DocumentId, Path()],
    wanted: Annotated[ChunksRequest, Query()],
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
) -> Response:
    """The passages of a document's version in the order of its text, each with what is embedded around it."""

    def look() -> dict[str, Any]:
        shelf = backend.catalog.shelf(wanted.collection)
        listing = ChunkListing(shelf.database, shelf.collection)
        page = listing.page(document_id, wanted.version, wanted.limit, wanted.cursor)
        tokenizer = backend.services.get(wanted.collection).tokenizer
        return {
            "version": page.version,
            "most_tokens": tokenizer.max_tokens,
            "chunks": _with_tokens(page.rows, tokenizer),
            "next": page.next,
        }

    return JSONResponse(await backend.work.result(request, look))


def _with_tokens(rows: Sequence[ChunkRow], tokenizer: Tokenizer) -> list[dict[str, Any]]:
    texts = [embedded_text(row.text, Chunk(0, len(row.text), row.context)) for row in rows]
    counts = tokenizer.count(texts) if texts else []
    return [
        {
            "ordinal": row.ordinal,
            "start": row.start,
            "end": row.end,
            "context": row.context,
            "page": row.page,
            "tokens": tokens,
            "suspicion": row.suspicion,
        }
        for row, tokens in zip(rows, counts, strict=True)
    ]
