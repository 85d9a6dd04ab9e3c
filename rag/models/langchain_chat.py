"""Any chat model of LangChain: one by its provider's name, or an object that was made in Python."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import GenerationFailed, ModelError
from rag.models.blame import blame
from rag.models.estimate import estimate_tokens
from rag.models.failures import Passing
from rag.models.feed import Feed, Patience
from rag.models.loop import run_in_loop
from rag.models.places import Places
from rag.models.stops import StopAt
from rag.models.thoughts import WithoutThoughts
from rag.types import Message, Sampling

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

WINDOW = 4096
"""Tokens, where nothing says how many a model takes: what the servers of small models begin with."""
TRIES = 3
_PAUSE = 0.5
"""Seconds before the second try; each further pause is twice as long, give or take a quarter."""
_CHARACTERS = 32
"""Characters of a token at most: a server that goes on for ever is cut here."""
_LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict", "max_new_tokens")
"""What providers call the bound of a reply, the usual name first."""


class LangChainChat:
    """A LangChain chat model behind the house's protocol; safe to call from several threads.

    ``window`` is in tokens (None: what the model's profile says, else 4096). ``secrets`` are struck out of every
    error. With ``finishes`` a reply must say that it is finished, as the OpenAI protocol does, or it counts as cut off.
    Replies run at once up to ``places``. Breaking one off cancels it in its event loop, which closes its connection.
    A chat model without an asynchronous stream of its own runs in LangChain's threads, which end with their reply.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        window: int | None = None,
        patience: Patience | None = None,
        places: int = 8,
        secrets: Sequence[str] = (),
        finishes: bool = False,
    ) -> None:
        self._model = model
        self._name = name
        self._window = window or (model.profile or {}).get("max_input_tokens") or WINDOW
        self._patience = patience or Patience()
        self._places = Places(places)
        self._secrets = tuple(secrets)
        self._finishes = finishes

    @property
    def name(self) -> str:
        return self._name

    @property
    def window(self) -> int:
        return self._window

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt, estimated from above: the tokenizer is elsewhere."""
        return estimate_tokens(messages)

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Iterator[str]:
        """The reply as it comes. What failed before its first piece is tried again, if trying again can help."""
        with self._places.place(self._name):
            feed = Feed()
            work = run_in_loop(self._reply([(part.role, part.content) for part in messages], sampling, feed))
            try:
                yield from feed.read(self._patience, self._name)
            finally:
                work.cancel()

    async def _reply(self, messages: list[tuple[str, str]], sampling: Sampling, feed: Feed) -> None:
        model = _sampled(self._model, sampling)
        for trial in range(1, TRIES + 1):
            try:
                await self._once(model, messages, sampling, feed)
            except Exception as error:  # Each provider's library raises a family of its own.
                failure = blame(error, self._name, self._secrets)
                if feed.begun or trial == TRIES or not isinstance(failure, Passing):
                    # Without its cause: what a library raises may hold the request with the key in it.
                    feed.end(failure.with_traceback(None))
                    return
                await asyncio.sleep(_pause(trial, failure.after))
            else:
                feed.end()
                return

    async def _once(self, model: Any, messages: list[tuple[str, str]], sampling: Sampling, feed: Feed) -> None:
        """One try, into the feed."""
        stops, thoughts = StopAt(sampling.stop), WithoutThoughts()
        left = sampling.max_tokens * _CHARACTERS
        said = finished = False
        async for chunk in model.astream(messages, stop=list(sampling.stop) or None):
            text = thoughts.push(str(chunk.text)[:left])
            said = said or bool(text)
            finished = finished or bool(chunk.response_metadata.get("finish_reason"))
            feed.put(stops.push(text))
            left -= len(chunk.text)
            if stops.reached or left <= 0:
                finished = True
                break
        last = thoughts.rest()
        if not said and not last:
            raise GenerationFailed(f"{self._name} sent an empty reply", "Try again, or use another model.")
        if self._finishes and not finished:
            raise Passing(f"{self._name} stopped in the middle of its reply", "Try again; see its log.")
        feed.put(stops.push(last) + stops.rest())


def _pause(trial: int, asked: float | None) -> float:
    usual = _PAUSE * 2.0 ** (trial - 1) * random.uniform(0.75, 1.25)
    return usual if asked is None else max(usual, asked)


def _sampled(model: BaseChatModel, sampling: Sampling) -> BaseChatModel:
    """The same model with this sampling: its own fields, for each provider names what a request may say otherwise."""
    fields = type(model).model_fields
    limit = next((name for name in _LIMITS if name in fields), None)
    wanted: dict[str, Any] = {"temperature": sampling.temperature, "top_p": sampling.top_p, "seed": sampling.seed}
    if limit:
        wanted[limit] = sampling.max_tokens
    if sampling.top_p == 1.0:
        del wanted["top_p"]  # The usual value anyway, and some providers refuse it beside a temperature.
    return model.model_copy(update={name: value for name, value in wanted.items() if name in fields})


def chat_model(provider: str, model: str, key: str | None) -> BaseChatModel:
    """LangChain's chat model of a provider; its package is installed by the user. Raises ModelError."""
    from langchain.chat_models import init_chat_model

    keys: dict[str, Any] = {"api_key": key} if key else {}
    try:
        made: BaseChatModel = init_chat_model(model, model_provider=provider, **keys)
    except ImportError:
        package = f"langchain-{provider.replace('_', '-')}"
        raise ModelError(
            f"The LangChain package of {provider} is not installed", f"Usually: pip install {package}"
        ) from None
    except Exception as error:  # A provider that is unknown, a key that is missing: each package has its own.
        cause = f"LangChain cannot make the model {provider}:{model} ({type(error).__name__})"
        raise ModelError(cause, "See the documentation of its package; most want a key in the environment.") from None
    return made
