"""A language model of which is kept what it was told and what it said, before any of it was checked."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from rag.errors import GenerationFailed, RagError
from rag.protocols import LanguageModel
from rag.types import Message, Sampling

MOST_FAILURES = 3
"""Failed replies in a row after which there is nothing to be measured."""


@dataclass(slots=True)
class Reply:
    """A reply as far as it was listened to; ``ended``: to its end; ``failure``: why it broke off."""

    prompt: str
    text: str = ""
    ended: bool = False
    failure: RagError | None = None


class Overheard:
    """Passes on what a model says; ``replies`` are those since ``forget`` was called. For one thread."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._failures = 0
        self.replies: list[Reply] = []

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def window(self) -> int:
        return self._model.window

    def count(self, messages: Sequence[Message]) -> int:
        return self._model.count(messages)

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Iterator[str]:
        reply = Reply("\n".join(message.content for message in messages))
        self.replies.append(reply)
        pieces = self._model.stream(messages, sampling)
        try:
            for piece in pieces:
                reply.text += piece
                yield piece
            reply.ended = True
            self._failures = 0
        except RagError as error:
            self._failures += 1
            reply.failure = error
            raise
        finally:
            if isinstance(pieces, Generator):
                pieces.close()

    def forget(self) -> None:
        self.replies = []

    def try_out(self) -> None:
        """Let it begin a reply; raises what keeps it from that."""
        pieces = self.stream([Message("user", "Say yes.")], Sampling())
        said = next(pieces, None)
        if isinstance(pieces, Generator):
            pieces.close()
        if said is None:
            raise GenerationFailed(f"{self.name} said nothing at all", "Look at its chat template and its server.")
        self.forget()

    def stop_if_down(self) -> None:
        """Raises GenerationFailed when the last replies all failed."""
        if self._failures >= MOST_FAILURES:
            failed = next(reply.failure for reply in reversed(self.replies) if reply.failure)
            raise GenerationFailed(f"{self.name} failed {self._failures} times in a row: {failed.cause}", failed.remedy)
