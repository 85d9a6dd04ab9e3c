"""Whether questions can be answered."""

from __future__ import annotations

from pydantic import BaseModel


class HealthReply(BaseModel):
    """``documents`` and ``chunks`` count those of the default collection that can be found."""

    status: str
    documents: int
    chunks: int
