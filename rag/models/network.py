"""A causal language model through transformers: loaded from a folder, run on the CPU or on CUDA."""

from __future__ import annotations

import inspect
from importlib.util import find_spec
from typing import Any, Literal

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig
from transformers.cache_utils import Cache, DynamicCache, DynamicLayer, DynamicSlidingWindowLayer
from transformers.utils import logging

from rag.errors import MissingExtra, ModelError
from rag.models.folder import ModelFolder
from rag.models.roomy import RoomyLayer

Precision = Literal["auto", "fp32", "bf16", "int8", "int4"]
_KINDS = {"fp32": torch.float32, "bf16": torch.bfloat16}


def load_tokenizer(files: ModelFolder) -> Any:
    """The model's own tokenizer; nothing is fetched and no code of the folder is run. Raises ModelError."""
    try:
        return AutoTokenizer.from_pretrained(str(files.folder), local_files_only=True, trust_remote_code=False)
    except Exception as error:  # A damaged file raises whatever its parser raises.
        raise _unusable(files, "tokenizer", error) from error


class Network:
    """The model itself; used by one thread. ``can_crop``: what its cache holds can be taken back."""

    def __init__(self, files: ModelFolder, precision: Precision) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.precision = precision if precision != "auto" else _best_precision(self.device)
        self._model = _load(files, self.precision, self.device)
        # The library renames the argument in a version that the range of ours spans.
        self._cache_name = (
            "cache" if "cache" in inspect.signature(self._model.forward).parameters else "past_key_values"
        )
        self.can_crop = all(type(layer) in (DynamicLayer, DynamicSlidingWindowLayer) for layer in self._layers())

    @property
    def ends(self) -> frozenset[int]:
        """The tokens that its configuration says end a reply."""
        ends = self._model.generation_config.eos_token_id
        return frozenset(ends if isinstance(ends, list) else [] if ends is None else [ends])

    def new_cache(self) -> Cache:
        """An empty cache: one that can be cut where the kind of model allows it."""
        layers = self._layers()
        return Cache(layers=[RoomyLayer() for _ in layers]) if self.can_crop else Cache(layers=layers)

    def forward(self, tokens: list[int], cache: Cache, positions: int) -> torch.Tensor:
        """Logits of the last ``positions`` of these tokens [positions, vocabulary]; the cache takes them all in."""
        ids = torch.tensor([tokens], device=self.device)
        known = {self._cache_name: cache, "use_cache": True, "logits_to_keep": positions}
        logits: torch.Tensor = self._model(input_ids=ids, **known).logits[0]
        return logits

    def _layers(self) -> list[Any]:
        return list(DynamicCache(config=self._model.config).layers)


def _load(files: ModelFolder, precision: str, device: str) -> Any:
    how: dict[str, Any] = {"dtype": _KINDS.get(precision, torch.bfloat16)}
    if precision in ("int8", "int4"):
        if find_spec("bitsandbytes") is None or find_spec("accelerate") is None:
            raise MissingExtra("bitsandbytes", "quantized")
        bits = {"load_in_8bit": True} if precision == "int8" else {"load_in_4bit": True}
        how |= {"quantization_config": BitsAndBytesConfig(**bits), "device_map": {"": device}}
    logging.disable_progress_bar()
    try:
        model = AutoModelForCausalLM.from_pretrained(
            str(files.folder), local_files_only=True, trust_remote_code=False, use_safetensors=True, **how
        )
        return (model if "device_map" in how else model.to(device)).eval()
    except Exception as error:  # Files of any kind of damage, architectures that are unknown, memory that is short.
        raise _unusable(files, "model", error) from error
    finally:
        logging.enable_progress_bar()


def _unusable(files: ModelFolder, what: str, error: Exception) -> ModelError:
    said = (str(error).strip().splitlines() or [""])[0][:160]
    return ModelError(
        f"The {what} of {files.name} cannot be loaded ({type(error).__name__}: {said})",
        "It has to be a causal language model that transformers knows, whole, with safetensors.",
    )


def _best_precision(device: str) -> str:
    """Half precision where the hardware computes in it; elsewhere it would be slower than fp32."""
    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    return "bf16" if torch.cpu.get_capabilities().get("avx512_bf16") else "fp32"
