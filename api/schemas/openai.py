"""OpenAI's models and embeddings, as far as they are spoken here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StrictInt, StringConstraints

from api.schemas.bounds import NO_NUL
from api.schemas.requests import Request

ModelName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/@-]*$")]
"""A name, never a path: it neither begins with a slash nor is it looked up anywhere but in the list of models."""
EmbeddedText = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=NO_NUL)]
TokenId = Annotated[StrictInt, Field(ge=0, lt=2**31)]
Tokens = Annotated[list[TokenId], Field(min_length=1, max_length=8192)]
User = Annotated[str, StringConstraints(max_length=1000)]

MOST_INPUTS = 2048


class ModelReply(BaseModel):
    """A model; ``created`` is when its collection was made, in seconds since 1970, 0 for what came with the service."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsReply(BaseModel):
    object: Literal["list"]
    data: list[ModelReply]


class EmbeddingsRequest(Request):
    """Texts, or token ids as this model's own tokenizer makes them (special ones included), to be embedded.

    ``dimensions`` may name no other number than the model has. A text longer than the model reads is refused, unless
    ``truncate`` (which OpenAI does not know) allows to leave out its end. ``user`` changes nothing.
    """

    model: ModelName
    input: (
        EmbeddedText
        | Annotated[list[EmbeddedText], Field(min_length=1, max_length=MOST_INPUTS)]
        | Tokens
        | Annotated[list[Tokens], Field(min_length=1, max_length=MOST_INPUTS)]
    )
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = None
    user: User | None = None
    truncate: StrictBool = False


class EmbeddingReply(BaseModel):
    """A unit vector; with ``base64`` its little-endian 32-bit floats."""

    object: Literal["embedding"]
    index: int
    embedding: list[float] | str


class EmbeddingUsage(BaseModel):
    """Tokens as the embedder counts them, special ones included."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingsReply(BaseModel):
    object: Literal["list"]
    data: list[EmbeddingReply]
    model: str
    usage: EmbeddingUsage
