"""Where a language model lies on this machine, and whether it may be loaded: safetensors only, no code of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import ModelError
from rag.settings import Settings

_PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt")
WINDOW = 4096
"""Tokens, where a configuration does not say how many its model takes."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A causal language model on disk; ``window`` is how many tokens its configuration says it takes."""

    name: str
    folder: Path
    weights: tuple[Path, ...]
    window: int

    @property
    def size(self) -> int:
        """Bytes of the weights."""
        return sum(path.stat().st_size for path in self.weights)


def kept_at(settings: Settings, name: str) -> Path:
    """Where ``rag models pull`` keeps the model of that hub name."""
    return models_folder(settings) / name.replace("/", "--")


def models_folder(settings: Settings) -> Path:
    """The folder of everything that was pulled."""
    return settings.cache.expanduser() / "models"


def find_model(settings: Settings, name: str) -> ModelFolder:
    """A model by its folder or its hub name, never fetched; ModelError, with how to get it, when it is not here."""
    for folder in (Path(name).expanduser(), kept_at(settings, name)):
        if folder.is_dir():
            return read_folder(folder.resolve(), name)
    cached = _in_hub_cache(name) if is_hub_name(name) else None
    if cached is None:
        remedy = f"rag models pull {name}" if is_hub_name(name) else "Name a folder, or a model as OWNER/NAME."
        raise ModelError(f"The model {name} is not on this machine", remedy)
    return read_folder(cached, name)


def read_folder(folder: Path, name: str) -> ModelFolder:
    """Look at a model's folder without loading it. Raises ModelError."""
    config = _read_json(folder / "config.json")
    weights = tuple(sorted(folder.glob("*.safetensors")))
    if not weights:
        pickled = any(path for pattern in _PICKLED for path in folder.glob(pattern))
        raise ModelError(
            f"There are no safetensors weights in {folder}" + (", only pickled ones, which can run code" * pickled),
            "Use a model that has them, or convert it with save_pretrained of a current transformers.",
        )
    short = name.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
    return ModelFolder(short, folder, weights, _window(config))


def read_converted(folder: Path) -> ModelFolder:
    """Look at a folder that holds a model converted for OpenVINO, with its tokenizer beside it. Raises ModelError."""
    config = _read_json(folder / "config.json")
    weights = folder / "openvino_model.bin"
    if not weights.is_file() or not (folder / "openvino_model.xml").is_file():
        raise ModelError(
            f"There is no openvino_model.xml with its .bin in {folder}", "Name a converted model's folder."
        )
    return ModelFolder(folder.name, folder, (weights,), _window(config))


def is_hub_name(name: str) -> bool:
    """Whether this may be OWNER/NAME on a hub."""
    parts = name.split("/")
    return len(parts) == 2 and all(part and part[0].isalnum() and _plain(part) for part in parts)


def _plain(part: str) -> bool:
    return all(mark.isascii() and (mark.isalnum() or mark in "-_.") for mark in part) and ".." not in part


def _window(config: dict[str, Any]) -> int:
    """The most positions, wherever this kind of model writes them."""
    inner = config.get("text_config")
    parts = [config, inner] if isinstance(inner, dict) else [config]
    names = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length")
    found = [part[name] for part in parts for name in names if isinstance(part.get(name), int) and part[name] > 0]
    return found[0] if found else WINDOW


def _in_hub_cache(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except LocalEntryNotFoundError:
        return None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({type(error).__name__})", "Name a complete model.") from error
    if not isinstance(value, dict):
        raise ModelError(f"{path} is no configuration of a model", "Name a complete model.")
    return value
