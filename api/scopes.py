"""What a key must allow for a call, known from method and path alone: the door decides before a body is read."""

from __future__ import annotations

from rag.catalog.keys import Scope

_LOOKING = ("GET", "HEAD", "OPTIONS")
READING_POSTS = frozenset(
    {
        "/mcp",
        "/v1/ask",
        "/v1/chat/completions",
        "/v1/embeddings",
        "/v1/explain",
        "/v1/map/ask",
        "/v1/map/search",
        "/v1/rerank",
        "/v1/search",
        "/v1/similar",
        "/v1/similar/arithmetic",
        "/v1/similar/explain",
        "/v1/tokens",
        "/v1/vectors",
    }
)
"""Calls that are POST because what they ask is long, and that change nothing.

A new route that is not listed needs the scope write: forgetting it here locks somebody out, and lets nobody in.
"""


def scope_needed(method: str, path: str) -> Scope:
    """The scope for a call of that method to that (decoded) path."""
    return "read" if method in _LOOKING or (method == "POST" and path in READING_POSTS) else "write"
