"""What every error looks like."""

from __future__ import annotations

from pydantic import BaseModel


class ErrorDetail(BaseModel):
    code: str
    message: str
    remedy: str


class ErrorReply(BaseModel):
    """What every error looks like."""

    error: ErrorDetail
