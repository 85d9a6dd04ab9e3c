"""What ``RAG_GENERATOR`` may say, read strictly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from rag.errors import InvalidRequest

FORMS = "reader, local:FOLDER-OR-NAME, openai:BASE_URL#MODEL, langchain:PROVIDER:MODEL or genai:FOLDER"

Kind = Literal["reader", "local", "openai", "langchain", "genai"]


@dataclass(frozen=True, slots=True)
class Named:
    """What is to write the answers.

    ``place`` is the folder or hub name, the base URL, or LangChain's provider; ``model`` the model's name there.
    """

    kind: Kind
    place: str = ""
    model: str = ""


def read_name(text: str) -> Named:
    """A generator's name in its parts; InvalidRequest, which lists the forms, for anything else."""
    kind, _, rest = text.strip().partition(":")
    match kind:
        case "reader" if not rest:
            return Named("reader")
        case "local" | "genai" if rest:
            return Named("local" if kind == "local" else "genai", rest)
        case "openai":
            return _served(rest)
        case "langchain":
            provider, _, model = rest.partition(":")
            if provider and model:
                return Named("langchain", provider, model)
    raise InvalidRequest(f"RAG_GENERATOR is {text!r}, which is none of the forms there are", f"Use {FORMS}.")


def _served(rest: str) -> Named:
    """A model behind a URL. What could be a secret has no place in it: it would stand in logs and replies."""
    url, _, model = rest.partition("#")
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_one = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not parts.hostname or not model or not port_is_one:
        raise InvalidRequest(
            "RAG_GENERATOR names no server and model after openai:",
            "Write openai:BASE_URL#MODEL, such as openai:http://localhost:11434/v1#qwen2.5.",
        )
    if parts.username or parts.password or parts.query:
        raise InvalidRequest(
            "The URL in RAG_GENERATOR holds a name, a password or a query, which logs would show",
            "Leave them out and set RAG_MODEL_KEY.",
        )
    return Named("openai", url.rstrip("/"), model)
