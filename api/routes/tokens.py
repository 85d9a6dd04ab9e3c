"""``POST /v1/tokens`` and ``POST /v1/vectors``: what the embedder makes of a text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.tokens import TokensReply, TokensRequest, VectorsReply, VectorsRequest
from rag.explore import pieces_of

router = APIRouter()


@router.post("/v1/tokens", response_model=TokensReply, responses=errors(413, 422, 503))
async def tokens(wanted: TokensRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """Cut a text as the embedder's tokenizer does, with what each piece stands for."""
    embedder = backend.embedder

    def cut() -> dict[str, Any]:
        pieces = [asdict(piece) for piece in pieces_of(embedder.tokenizer, wanted.text)]
        return {
            "tokens": pieces,
            "count": len(pieces),
            "max_tokens": embedder.tokenizer.max_tokens,
            "model": embedder.identity,
        }

    return JSONResponse(await backend.work.result(request, cut))


@router.post("/v1/vectors", response_model=VectorsReply, responses=errors(413, 422, 503))
async def vectors(
    wanted: VectorsRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Embed texts: the unit vectors that nearness is calculated from."""
    embedder = backend.embedder

    def embed() -> dict[str, Any]:
        rows = [[round(float(value), 6) for value in row] for row in embedder.embed(wanted.texts)]
        return {"vectors": rows, "dimension": embedder.dimension, "model": embedder.identity}

    return JSONResponse(await backend.work.result(request, embed))
