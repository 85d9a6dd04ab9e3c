"""Ordering texts of the caller's by what they have to do with a question."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StrictBool, StrictInt, StringConstraints, model_validator

from api.models import READER
from api.schemas.bounds import NO_NUL, Text
from api.schemas.openai import ModelName
from api.schemas.requests import Request

MOST_DOCUMENTS = 256
_MOST_CHARACTERS = 400_000
DocumentText = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=NO_NUL)]


class RerankDocument(Request):
    """A text in an object, as Jina's clients may send it."""

    text: DocumentText


class RerankRequest(Request):
    """As Jina and Cohere have it: the ``top_n`` most relevant ``documents``, all unless told otherwise."""

    query: Text
    documents: Annotated[list[DocumentText | RerankDocument], Field(min_length=1, max_length=MOST_DOCUMENTS)]
    model: ModelName = READER
    top_n: Annotated[StrictInt, Field(ge=1, le=MOST_DOCUMENTS)] | None = None
    return_documents: StrictBool = False

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if sum(map(len, self.texts())) > _MOST_CHARACTERS:
            raise ValueError(f"the documents are longer than {_MOST_CHARACTERS} characters together")
        return self

    def texts(self) -> list[str]:
        return [each if isinstance(each, str) else each.text for each in self.documents]


class RerankedDocument(BaseModel):
    text: str


class RerankResult(BaseModel):
    """``index`` is the place in what was sent; ``relevance_score`` a probability, each document taken by itself."""

    index: int
    relevance_score: float
    document: RerankedDocument | None = None


class RerankUsage(BaseModel):
    """Tokens of the documents as the embedder counts them."""

    total_tokens: int


class RerankReply(BaseModel):
    """The most relevant first."""

    object: Literal["list"]
    model: str
    results: list[RerankResult]
    usage: RerankUsage
