"""Comparing texts, taking a comparison apart, and calculating with meanings."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.schemas.bounds import NO_NUL, CollectionName, Count, Text
from api.schemas.requests import Request
from api.schemas.search import HitReply
from api.schemas.tokens import TokenizedText, TokenReply
from rag.service import DEFAULT_HITS

Expression = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_NUL)]


class SimilarRequest(Request):
    """Either ``texts``, which are compared with each other, or ``text``, whose nearest passages are found."""

    texts: Annotated[list[Text], Field(min_length=1, max_length=100)] | None = None
    text: Text | None = None
    k: Count = DEFAULT_HITS
    collection: CollectionName = "default"

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.texts is None) == (self.text is None):
            raise ValueError("give either texts or text")
        return self


class SimilarReply(BaseModel):
    """``similarity`` for texts (the cosine of each pair), ``hits`` for one text."""

    similarity: list[list[float]] | None = None
    hits: list[HitReply] | None = None


class ExplainRequest(Request):
    """Two texts whose similarity is to be taken apart."""

    a: TokenizedText
    b: TokenizedText


class ShareReply(TokenReply):
    """A token and what it gives to the cosine; null where the model does not read it."""

    share: float | None


class SentenceShareReply(BaseModel):
    """A sentence, what its tokens give together, and the cosine of the texts when it is left out."""

    start: int
    end: int
    share: float
    without: float | None


class SideReply(BaseModel):
    """One of the two texts; the shares of its tokens, special ones included, add up to the cosine."""

    tokens: list[ShareReply]
    sentences: list[SentenceShareReply]


class LinkReply(BaseModel):
    """What token number ``a`` of the first text and number ``b`` of the second give to the cosine together."""

    a: int
    b: int
    share: float


class ExplainReply(BaseModel):
    """The cosine of two texts as a sum over their tokens; ``links`` are the strongest pairs, strongest first."""

    cosine: float
    a: SideReply
    b: SideReply
    links: list[LinkReply]


class ArithmeticRequest(Request):
    """An expression like ``king - man + woman``: signs stand apart from the words, quotation marks hold a phrase."""

    expression: Expression
    k: Count = DEFAULT_HITS
    collection: CollectionName = "default"


class TermReply(BaseModel):
    """A term and its sign, 1 or -1."""

    text: str
    sign: int


class NearWordReply(BaseModel):
    """A word or phrase of the collection; ``given`` when it is one of the terms, which do not count as found."""

    text: str
    cosine: float
    given: bool


class ArithmeticReply(BaseModel):
    """``length`` of the sum before it was scaled to 1: small where the terms cancelled out.

    ``words`` are the nearest of ``words_compared`` words and phrases: those of the ``passages_read`` passages around
    the result and its terms. ``hits`` are the nearest passages, their score is the cosine.
    """

    terms: list[TermReply]
    length: float
    words: list[NearWordReply]
    hits: list[HitReply]
    words_compared: int
    passages_read: int
