"""Looking at a source: its text in blocks, its pages, and boxes around words of a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel

_LAST_VERSION = 2**31 - 1
_LAST_OFFSET = 2**31 - 1
_LAST_PAGE = 50_000
_NARROWEST, _WIDEST = 50, 2400

Version = Annotated[int | None, Query(ge=1, le=_LAST_VERSION, description="the newest unless told otherwise")]
Offset = Annotated[int, Query(ge=0, le=_LAST_OFFSET, description="in Unicode code points of the version's text")]
PageNumber = Annotated[int, Path(ge=1, le=_LAST_PAGE)]
Width = Annotated[int, Query(ge=_NARROWEST, le=_WIDEST, description="of the picture in pixels")]


class BlockReply(BaseModel):
    """A heading (of ``level`` 1 to 6), paragraph, list, code or table; ``page`` is the one on which it begins."""

    kind: str
    level: int
    start: int
    end: int
    page: int | None


class BlocksReply(BaseModel):
    """A stretch of a document: ``text`` from ``start`` to ``end``, with the blocks that lie in it or reach into it.

    ``characters`` is the length of the whole text; ``pages`` counts the pages of the document, 0 where it has none.
    """

    version: int
    uri: str
    title: str | None
    media_type: str
    characters: int
    pages: int
    start: int
    end: int
    text: str
    blocks: list[BlockReply]


class PageReply(BaseModel):
    """The text from ``start`` to ``end`` stands on page ``number``."""

    number: int
    start: int
    end: int


class PagesReply(BaseModel):
    """The pages of a document; ``viewable``: they can be shown as pictures, the file being still there."""

    version: int
    viewable: bool
    pages: list[PageReply]


class BoxReply(BaseModel):
    """Fractions (0 to 1) of the page's width and height, from its top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


class BoxesReply(BaseModel):
    """One box for each stretch of a line; ``missing`` of the ``words`` were not found on the page and have none.

    ``width`` and ``height`` of the page are in points (1/72 inch).
    """

    version: int
    page: int
    width: float
    height: float
    words: int
    missing: int
    boxes: list[BoxReply]
