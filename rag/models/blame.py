"""What went wrong at somebody else's model, told without repeating a secret.

The libraries of the providers raise errors of their own; they are told apart by the HTTP status that most of them carry
and by the names of their classes, so that no provider's library is imported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.errors import GenerationFailed, GenerationTimeout
from rag.models.failures import Passing, Refused

_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_REFUSED = frozenset({400, 413, 422})
_LOCKED = frozenset({401, 403})
_LATE = re.compile("timeout|timedout|deadline", re.IGNORECASE)
_LOST = re.compile("connect|network|protocol|unavailable|readerror|writeerror|incomplete", re.IGNORECASE)
_LONGEST = 160
_LONGEST_WAIT = 30.0


def blame(error: Exception, name: str, secrets: Sequence[str] = ()) -> GenerationFailed:
    """The house's error for a provider's. Nothing of the reply is repeated where the key was the matter."""
    if isinstance(error, GenerationFailed):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _status(error, status, name, secrets)
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__ if kind not in (Exception, BaseException, object))
    if _LATE.search(kinds):
        return GenerationTimeout(f"{name} did not answer in its time", "See whether it runs, and how busy it is.")
    if _LOST.search(kinds):
        return Passing(f"{name} cannot be reached, or the connection broke", "See whether it runs at that address.")
    return GenerationFailed(f"{name} sent what is no reply ({type(error).__name__})", "See what answers there.")


def _status(error: Exception, status: int, name: str, secrets: Sequence[str]) -> GenerationFailed:
    if status in _LOCKED:
        return GenerationFailed(f"{name} refuses the key ({status})", "Set RAG_MODEL_KEY to one that it takes.")
    cause = f"{name} answered {status}{_said(error, secrets)}"
    if status in _PASSING:
        return Passing(cause, "It is overloaded or broken at the moment.", _asked_to_wait(error))
    if status in _REFUSED:
        return Refused(cause, "See whether the prompt fits its window (RAG_MODEL_WINDOW).")
    return GenerationFailed(cause, "See whether RAG_GENERATOR names the right server and model.")


def _said(error: Exception, secrets: Sequence[str]) -> str:
    """The server's own short message, on one line, every secret struck out."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    if not isinstance(said, str):
        return ""
    for secret in filter(None, secrets):
        said = said.replace(secret, "***")
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in said).split())
    return f": {line[:_LONGEST]}" if line else ""


def _asked_to_wait(error: Exception) -> float | None:
    """Seconds of a Retry-After header, within reason; a date in it is not read."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return min(_LONGEST_WAIT, max(0.0, float(headers.get("retry-after", ""))))
    except (TypeError, ValueError):
        return None
