"""A model behind a server that speaks the OpenAI chat protocol: vLLM, llama.cpp, Ollama and many more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import MissingExtra
from rag.models.feed import Patience

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_NO_KEY = "none"
"""Sent where no key is set; without it the library would take one from the environment that is meant for another."""


def served_model(url: str, model: str, key: str | None, patience: Patience) -> BaseChatModel:
    """LangChain's client for it, told to try once only: trying again is decided above. Raises MissingExtra.

    The base class is the one that says ``max_tokens``, which every such server understands.
    """
    try:
        from langchain_openai.chat_models.base import BaseChatOpenAI
    except ImportError:
        raise MissingExtra("langchain-openai", "openai") from None
    client = BaseChatOpenAI(
        base_url=url,
        model=model,
        api_key=key or _NO_KEY,
        max_retries=0,
        timeout=patience.whole,
        stream_chunk_timeout=None,
        stream_usage=False,
        use_responses_api=False,
    )
    # The library takes these from the environment as well; they say who pays elsewhere and are nobody's business here.
    client.root_async_client.organization = client.root_async_client.project = None
    return client
