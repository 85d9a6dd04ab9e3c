"""A language model in this process: one reply at a time, made in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from rag.errors import GenerationFailed, RagError
from rag.models.chat import Chat
from rag.models.failures import Refused
from rag.models.feed import Feed, Patience
from rag.models.folder import ModelFolder
from rag.models.pieces import Pieces
from rag.models.places import Places
from rag.models.stops import StopAt
from rag.models.thoughts import OPENS, WithoutThoughts
from rag.types import Message, Sampling

if TYPE_CHECKING:
    from rag.models.network import Precision


class Engine(Protocol):
    """What computes a model; used by one thread."""

    def write(
        self, prompt: Sequence[int], sampling: Sampling, take: Callable[[list[int]], None], stopped: Callable[[], bool]
    ) -> None:
        """Hand over the reply's tokens as they come; end early when ``stopped()``."""

    def perplexity(self, prompt: Sequence[int], reply: Sequence[int]) -> float | None:
        """The exponential of the mean negative log-likelihood of the reply's tokens; None where it cannot tell."""

    def forget(self) -> None:
        """Free what is kept of earlier prompts."""


@dataclass(frozen=True, slots=True)
class _Task:
    prompt: list[int]
    sampling: Sampling
    feed: Feed


@dataclass(frozen=True, slots=True)
class _Estimate:
    prompt: list[int]
    reply: list[int]
    found: Future[float | None]


class LocalModel:
    """A transformers model behind the house's protocol; safe to call from several threads, whose replies take turns.

    Loaded by its first reply. ``window`` in tokens bounds what its configuration says. ``places`` are the replies that
    are made or wait. A reply is made as fast as the model can, however slowly it is read; once nobody reads it, the
    computation ends with the forward pass that it is in, and a pass over a prompt is kept short for that.
    """

    def __init__(
        self,
        files: ModelFolder,
        *,
        precision: Precision = "auto",
        window: int | None = None,
        patience: Patience | None = None,
        places: int = 8,
        look_up: bool = True,
    ) -> None:
        self._files = files
        self._precision: Precision = precision
        self._window = min(window or files.window, files.window)
        self._patience = patience or Patience()
        self._places = Places(places)
        self._look_up = look_up
        self._tasks: SimpleQueue[_Task | _Estimate] = SimpleQueue()
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        return self._files.name

    @property
    def window(self) -> int:
        return self._window

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt, exactly. Loads the tokenizer, not the model; raises ModelError."""
        return len(self._prompt(messages))

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Iterator[str]:
        """The reply as it is made; Refused, a GenerationFailed, when the prompt leaves no room for one.

        The time of loading the model does not count as the reply's.
        """
        with self._places.place(self.name):
            prompt = self._prompt(messages)
            self._check_room(len(prompt) + 1)
            with self._loading:
                _ = self._engine
            feed = Feed()
            self._tasks.put(_Task(prompt, sampling, feed))
            yield from feed.read(self._patience, self.name)

    def perplexity(self, messages: Sequence[Message], reply: str) -> float | None:
        """How unlikely the model finds a reply to these messages, 1 or more; None where it cannot tell.

        The exponential of the mean negative log-likelihood of the reply's tokens. Raises what ``stream`` raises.
        """
        with self._places.place(self.name):
            prompt = self._prompt(messages)
            with self._loading:
                tokens = list(self._tokenizer(reply, add_special_tokens=False).input_ids)
                _ = self._engine
            self._check_room(len(prompt) + len(tokens))
            found: Future[float | None] = Future()
            self._tasks.put(_Estimate(prompt, tokens, found))
            return found.result()

    def _check_room(self, tokens: int) -> None:
        if tokens > self._window:
            raise Refused(
                f"Prompt and reply take {tokens} tokens, and {self.name} has a window of {self._window}",
                "Ask for fewer passages, or use a model with a larger window.",
            )

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        with self._loading:
            return self._chat.prompt(messages)

    @cached_property
    def _tokenizer(self) -> Any:
        """Needs the lock."""
        from rag.models.network import load_tokenizer

        return load_tokenizer(self._files)

    @cached_property
    def _chat(self) -> Chat:
        """Needs the lock."""
        return Chat(self._tokenizer)

    @cached_property
    def _engine(self) -> Engine:
        """Loads the model and starts its thread; needs the lock."""
        end = self._tokenizer.eos_token_id
        engine = self._open(frozenset({end} if isinstance(end, int) else ()))
        threading.Thread(target=self._work, args=(engine,), daemon=True, name=f"model-{self.name}").start()
        return engine

    def _open(self, ends: frozenset[int]) -> Engine:
        """Load what computes; ``ends`` are the tokens that the tokenizer says end a reply. Raises ModelError."""
        from rag.models.decode import Decoder
        from rag.models.network import Network

        network = Network(self._files, self._precision)
        ends |= network.ends
        return Decoder(network.forward, network.new_cache, can_crop=network.can_crop, ends=ends, look_up=self._look_up)

    def _work(self, engine: Engine) -> None:
        while True:
            task = self._tasks.get()
            try:
                if isinstance(task, _Estimate):
                    task.found.set_result(engine.perplexity(task.prompt, task.reply))
                else:
                    self._reply(engine, task)
            except RagError as error:
                _fail(task, error)
            except Exception as error:  # Memory that is short, a device that failed: torch has one class for all.
                engine.forget()
                cause = f"{self.name} failed ({type(error).__name__})"
                _fail(task, GenerationFailed(cause, "Try again; see whether memory is short."))

    def _reply(self, engine: Engine, task: _Task) -> None:
        left = min(task.sampling.max_tokens, self._window - len(task.prompt))
        sampling = Sampling(left, task.sampling.temperature, task.sampling.top_p, task.sampling.seed)
        pieces = Pieces(self._tokenizer)
        thoughts = WithoutThoughts(thinking=self._tokenizer.decode(task.prompt[-8:]).rstrip().endswith(OPENS))
        stops = StopAt((*task.sampling.stop, *self._chat.stops))

        def take(tokens: list[int]) -> None:
            task.feed.put(stops.push(thoughts.push(pieces.push(tokens))))

        engine.write(task.prompt, sampling, take, lambda: task.feed.stopped or stops.reached)
        last = thoughts.push(pieces.rest()) + thoughts.rest()
        task.feed.put(stops.push(last) + stops.rest())
        task.feed.end()


def _fail(task: _Task | _Estimate, error: RagError) -> None:
    if isinstance(task, _Estimate):
        task.found.set_exception(error)
    else:
        task.feed.end(error)
