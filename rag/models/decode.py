"""The decoding loop: a prompt becomes tokens, one forward pass at a time, and can be stopped between any two.

Why not the library's own: it cannot be stopped while it reads the prompt, and hands over no cache that a later prompt
could begin with. Sampling and greedy choice share the loop: every position is chosen from the model's own distribution,
and a guess stands as long as it is what was chosen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from rag.models.kept import Kept, Memory
from rag.models.lookup import Lookup
from rag.types import Sampling

_GLANCE = 0.25
"""Seconds that one pass over a part of the prompt should take: so often it is asked whether to stop."""
_FIRST_PART, _LARGEST_PART = 64, 4096

Choice = Callable[[torch.Tensor], Iterator[int]]
"""From logits [positions, vocabulary] to the token of each position, chosen when it is asked for."""


class Decoder:
    """Decodes with one model; used by one thread.

    ``forward`` takes token ids [1, n], a cache and how many last positions to answer for, and returns logits
    [positions, vocabulary]. ``new_cache`` makes an empty cache; with ``can_crop`` what it holds can be taken back,
    which guesses and kept prompts need. ``ends`` are the tokens that end a reply.
    """

    def __init__(
        self,
        forward: Callable[[list[int], Any, int], torch.Tensor],
        new_cache: Callable[[], Any],
        *,
        can_crop: bool,
        ends: frozenset[int],
        look_up: bool = True,
    ) -> None:
        self._forward = forward
        self._new_cache = new_cache
        self._can_crop = can_crop
        self._ends = ends
        self._look_up = look_up and can_crop
        self._memory = Memory()
        self._part = _FIRST_PART
        self.passes = 0
        """Forward passes that wrote the last reply, its prompt left out."""
        self.reused = 0
        """Tokens of the last prompt that were not computed again."""

    @torch.inference_mode()
    def tokens(self, prompt: Sequence[int], sampling: Sampling, stopped: Callable[[], bool]) -> Iterator[list[int]]:
        """The reply's tokens, a few at a time; ends early when ``stopped()``."""
        kept = self._memory.take(prompt) or Kept([], self._new_cache())
        self.passes, self.reused = 0, len(kept.tokens)
        choose = _chooser(sampling)
        try:
            logits = self._read(prompt, kept, stopped)
            if logits is not None:
                yield from self._write(prompt, kept, choose, list(choose(logits)), sampling.max_tokens, stopped)
        except Exception:
            kept.tokens.clear()  # A pass that failed has filled some layers and not others.
            raise
        finally:
            if self._can_crop and kept.tokens:
                self._memory.keep(kept)

    def write(
        self, prompt: Sequence[int], sampling: Sampling, take: Callable[[list[int]], None], stopped: Callable[[], bool]
    ) -> None:
        """The same, handed over as they come."""
        for tokens in self.tokens(prompt, sampling, stopped):
            take(tokens)

    @torch.inference_mode()
    def perplexity(self, prompt: Sequence[int], reply: Sequence[int]) -> float:
        """The exponential of the mean negative log-likelihood of a reply's tokens, at least one."""
        logits = self._forward([*prompt, *reply[:-1]], self._new_cache(), len(reply))
        wanted = torch.tensor(reply, device=logits.device)
        return float(torch.nn.functional.cross_entropy(logits.float(), wanted).exp())

    def forget(self) -> None:
        """Free what is kept of earlier prompts."""
        self._memory.forget()

    def _read(self, prompt: Sequence[int], kept: Kept, stopped: Callable[[], bool]) -> torch.Tensor | None:
        """Compute what is new of the prompt, part by part: logits [1, vocabulary] after it, or None when stopped."""
        logits = None
        while len(kept.tokens) < len(prompt):
            if stopped():
                return None
            size = self._part if self._can_crop else len(prompt)
            part = list(prompt[len(kept.tokens) : len(kept.tokens) + size])
            began = time.monotonic()
            logits = self._forward(part, kept.cache, 1)
            kept.tokens += part
            self._adapt(len(part), time.monotonic() - began)
        return logits

    def _adapt(self, size: int, seconds: float) -> None:
        """Larger parts compute faster; smaller ones can be stopped sooner."""
        if seconds > _GLANCE:
            self._part = max(_FIRST_PART // 4, self._part // 2)
        elif size == self._part and seconds < _GLANCE / 3:
            self._part = min(_LARGEST_PART, self._part * 2)

    def _write(
        self,
        prompt: Sequence[int],
        kept: Kept,
        choose: Choice,
        chosen: list[int],
        left: int,
        stopped: Callable[[], bool],
    ) -> Iterator[list[int]]:
        lookup = Lookup(prompt) if self._look_up else None
        while True:
            chosen = self._until_end(chosen[:left])
            left -= len(chosen)
            if chosen:
                yield chosen
            if not left or not chosen or chosen[-1] in self._ends or stopped():
                return
            chosen = self._step(kept, chosen, lookup, left, choose)

    def _step(
        self,
        kept: Kept,
        written: list[int],
        lookup: Lookup | None,
        left: int,
        choose: Choice,
    ) -> list[int]:
        """One pass over the last token and the guesses behind it: the tokens that are certain now, at least one."""
        guess: list[int] = []
        if lookup is not None:
            for token in written:
                lookup.add(token)
            guess = lookup.guess(left - 1)
        self.passes += 1
        logits = self._forward([written[-1], *guess], kept.cache, 1 + len(guess))
        chosen, right = _accepted(logits, guess, choose)
        if lookup is not None:
            lookup.learn(len(guess), right)
        kept.tokens += [written[-1], *guess[:right]]
        if right < len(guess):
            kept.cache.crop(right - len(guess))
        return chosen

    def _until_end(self, tokens: list[int]) -> list[int]:
        end = next((place for place, token in enumerate(tokens) if token in self._ends), None)
        return tokens if end is None else tokens[: end + 1]


def _accepted(logits: torch.Tensor, guess: list[int], choose: Choice) -> tuple[list[int], int]:
    """The tokens chosen from logits [1 + guesses, vocabulary] while guesses stand, and how many of them stood."""
    chosen: list[int] = []
    for token, guessed in zip(choose(logits), [*guess, None], strict=True):
        chosen.append(token)
        if token != guessed:
            break
    return chosen, len(chosen) - 1


def _chooser(sampling: Sampling) -> Choice:
    """The likeliest token of each position, or one drawn anew."""
    if sampling.temperature <= 0:
        return lambda logits: iter(logits.argmax(-1).tolist())
    generator = torch.Generator()
    if sampling.seed is None:
        generator.seed()
    else:
        generator.manual_seed(sampling.seed)

    def draw(row: torch.Tensor) -> int:
        odds, tokens = torch.softmax(row.float().cpu() / sampling.temperature, -1).sort(descending=True)
        odds[odds.cumsum(-1) - odds > sampling.top_p] = 0.0
        return int(tokens[torch.multinomial(odds, 1, generator=generator)])

    # Positions behind a wrong guess are never drawn: the same seed gives the same reply with and without guesses.
    return lambda logits: map(draw, logits)
