"""The sample documents that the guided tour walks through."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class TourReply(BaseModel):
    """``missing`` until somebody begins the tour, ``reading``, then ``ready``, or ``failed`` with the ``reason``.

    ``ready`` of the ``documents`` can be asked in ``collection``.
    """

    collection: str
    state: Literal["missing", "reading", "ready", "failed"]
    documents: int
    ready: int
    reason: str | None
