"""What a model makes of a text: tokens and vectors."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.bounds import NO_NUL, Text
from api.schemas.requests import Request

TokenizedText = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=NO_NUL)]
"""Some times as long as the packaged model reads, for what it does not read is told too."""


class TokensRequest(Request):
    """A text to be cut as the embedder's tokenizer cuts it."""

    text: TokenizedText


class TokenReply(BaseModel):
    """A token: its number in the vocabulary, its spelling there, and the code points that it stands for.

    ``special`` tokens are added by the model and stand for no text. ``word`` counts the words before they are cut.
    ``unknown``: the vocabulary has nothing for it. ``read`` is false behind the model's limit.
    """

    id: int
    piece: str
    start: int
    end: int
    word: int | None
    special: bool
    unknown: bool
    read: bool


class TokensReply(BaseModel):
    """``count`` is the number of tokens, ``max_tokens`` how many of them the model reads."""

    tokens: list[TokenReply]
    count: int
    max_tokens: int
    model: str


class VectorsRequest(Request):
    """Texts to be embedded."""

    texts: Annotated[list[Text], Field(min_length=1, max_length=16)]


class VectorsReply(BaseModel):
    """A unit vector for each text; vectors of the same ``model`` may be compared, by their dot product."""

    vectors: list[list[float]]
    dimension: int
    model: str
