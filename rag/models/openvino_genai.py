"""OpenVINO GenAI, a faster engine on CPUs of Intel, for models that were converted for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from rag.errors import MissingExtra, ModelError
from rag.models.feed import Patience
from rag.models.folder import ModelFolder
from rag.models.local import Engine, LocalModel
from rag.types import Sampling

_NGRAM, _GUESS = 3, 8
"""Tokens that must agree for a guess from the prompt, and tokens guessed."""


class GenaiModel(LocalModel):
    """A model converted for OpenVINO, in place of the one that transformers runs; the rest is as there.

    The folder holds the tokenizer of transformers too, whose chat template makes the prompt. Reading a prompt cannot be
    interrupted: a reply that nobody wants any more ends with its next token, which is late after a long prompt.
    Guesses from the prompt are made in greedy decoding only, and prompts that begin alike are kept by the engine.
    """

    def __init__(
        self, files: ModelFolder, *, window: int | None = None, patience: Patience | None = None, places: int = 8
    ) -> None:
        if find_spec("openvino_genai") is None:
            raise MissingExtra("openvino-genai", "genai")
        super().__init__(files, window=window, patience=patience, places=places)

    def _open(self, ends: frozenset[int]) -> Engine:
        return _Pipeline(self._files, ends)


class _Pipeline:
    def __init__(self, files: ModelFolder, ends: frozenset[int]) -> None:
        import openvino_genai

        scheduler = openvino_genai.SchedulerConfig()
        scheduler.enable_prefix_caching = True
        try:
            self._pipeline = openvino_genai.LLMPipeline(
                str(files.folder), "CPU", prompt_lookup=True, scheduler_config=scheduler
            )
        except RuntimeError as error:
            said = (str(error).strip().splitlines() or [""])[-1][:160]
            cause = f"{files.name} cannot be loaded by OpenVINO GenAI ({said})"
            raise ModelError(cause, "Convert it again, for this version.") from error
        self._genai = openvino_genai
        self._ends = ends

    def write(
        self, prompt: Sequence[int], sampling: Sampling, take: Callable[[list[int]], None], stopped: Callable[[], bool]
    ) -> None:
        """As in ``Engine``; what ``take`` raises is raised after the engine has ended."""
        streamer = _streamer(self._genai, self._ends, take, stopped)
        ids = self._genai.openvino.Tensor(np.array([prompt], np.int64))
        self._pipeline.generate(ids, self._configured(sampling), streamer)

    def perplexity(self, prompt: Sequence[int], reply: Sequence[int]) -> None:
        """The engine does not show what it thinks of tokens that it did not choose."""

    def forget(self) -> None:
        """The engine bounds what it keeps by itself."""

    def _configured(self, sampling: Sampling) -> Any:
        how = self._pipeline.get_generation_config()
        how.max_new_tokens = sampling.max_tokens
        how.stop_token_ids = how.stop_token_ids | self._ends
        how.do_sample = sampling.temperature > 0
        if how.do_sample:
            how.temperature, how.top_p = sampling.temperature, sampling.top_p
            how.rng_seed = sampling.seed if sampling.seed is not None else int(np.random.default_rng().integers(2**31))
        how.num_assistant_tokens, how.max_ngram_size = _GUESS, _NGRAM
        return how


def _streamer(genai: Any, ends: frozenset[int], take: Callable[[list[int]], None], stopped: Callable[[], bool]) -> Any:
    """The library's way of handing over tokens: it asks after each whether to go on."""

    class Streamer(genai.StreamerBase):  # type: ignore[misc]  # Its base is only there with the extra.
        def write(self, token: int | Sequence[int]) -> Any:
            tokens = [token] if isinstance(token, int) else list(token)
            take([part for part in tokens if part not in ends])
            return genai.StreamingStatus.CANCEL if stopped() else genai.StreamingStatus.RUNNING

        def end(self) -> None:
            """Nothing is held back here."""

    return Streamer()
