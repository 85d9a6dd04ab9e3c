"""``POST /v1/embeddings``: texts to vectors, as OpenAI's clients ask for them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.models import check_model, embedding_model
from api.openai_errors import WrongField
from api.routes.replies import errors
from api.schemas.openai import EmbeddingsReply, EmbeddingsRequest
from rag.batching import MOST_TEXTS
from rag.inside import IdTokenizer
from rag.protocols import Embedder, Tokenizer
from rag.types import FloatVector

router = APIRouter()

PATH = "/v1/embeddings"
LARGEST_BODY = 4 << 20


@router.post(PATH, response_model=EmbeddingsReply, responses=errors(404, 413, 422, 503))
async def embeddings(
    wanted: EmbeddingsRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Embed texts with the model that embeds the documents; the vectors have length 1."""
    embedder = backend.embedder

    def embed() -> dict[str, Any]:
        check_model(wanted.model, embedding_model(backend))
        if wanted.dimensions not in (None, embedder.dimension):
            cause = f"this model's vectors have {embedder.dimension} dimensions and cannot be cut"
            raise WrongField("dimensions", cause, "leave it out")
        texts = _texts(wanted, embedder.tokenizer)
        counts = embedder.tokenizer.count(texts)
        if not wanted.truncate:
            _check_lengths(counts, embedder.tokenizer.max_tokens)
        rows = _embedded(embedder, texts)
        shown = [_base64(row) if wanted.encoding_format == "base64" else _floats(row) for row in rows]
        return {
            "object": "list",
            "data": [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(shown)],
            "model": wanted.model,
            "usage": {"prompt_tokens": sum(counts), "total_tokens": sum(counts)},
        }

    return JSONResponse(await backend.work.result(request, embed))


def _texts(wanted: EmbeddingsRequest, tokenizer: Tokenizer) -> list[str]:
    given = wanted.input
    if isinstance(given, str):
        return [given]
    if isinstance(given[0], int):
        return [_text_of(given, tokenizer)]
    return [each if isinstance(each, str) else _text_of(each, tokenizer) for each in given]


def _text_of(ids: Sequence[int], tokenizer: Tokenizer) -> str:
    """The text of token ids. Ids of another model's vocabulary would be embedded as nonsense without a word.

    So they must have this model's special tokens at both ends, which no other model's ids do but by chance.
    """
    text = tokenizer.text_of(ids) if isinstance(tokenizer, IdTokenizer) else None
    if not text:
        cause = "these token ids are not what this model's tokenizer, special tokens included, makes of a text"
        raise WrongField("input", cause, "send strings (with LangChain: check_embedding_ctx_length=False)")
    return text


def _check_lengths(counts: Sequence[int], most: int) -> None:
    long = next((place for place, count in enumerate(counts) if count > most), None)
    if long is not None:
        cause = f"input {long} has {counts[long]} tokens, of which this model reads {most}"
        raise WrongField("input", cause, 'split it, or send "truncate": true to leave out its end')


def _embedded(embedder: Embedder, texts: Sequence[str]) -> FloatVector:
    """Some at a time, so that others' questions come between, and who has gone away is noticed."""
    parts = [embedder.embed(texts[start : start + MOST_TEXTS]) for start in range(0, len(texts), MOST_TEXTS)]
    rows: FloatVector = np.concatenate(parts)
    return rows


def _base64(row: FloatVector) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode()


def _floats(row: FloatVector) -> list[float]:
    return [float(value) for value in row]
