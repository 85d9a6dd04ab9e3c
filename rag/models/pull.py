"""Fetching a model from a hub, when told to and never otherwise: safetensors, tokenizer and configuration."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from rag.errors import InvalidRequest, ModelError
from rag.models.folder import ModelFolder, is_hub_name, kept_at, models_folder, read_folder
from rag.settings import Settings

DEFAULT_MODEL = "Qwen/Qwen2.5-1.5B-Instruct"
"""Small enough for a CPU (3.1 GB), Apache-2.0, some thirty languages, 32,768 tokens, does not think aloud."""
_WANTED = (
    "config.json",
    "generation_config.json",
    "*.safetensors",
    "*.safetensors.index.json",
    "tokenizer*",
    "vocab.*",
    "merges.txt",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template.*",
    "LICENSE*",
)
_RECORD = "sourcebound.json"


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model that was fetched: from which revision (a commit), under which licence, with which SHA-256 of each weights
    file. ``verified``: the hub had stated the same hashes."""

    name: str
    folder: str
    revision: str
    licence: str | None
    sha256: dict[str, str]
    verified: bool
    window: int
    bytes: int


def pull_model(
    settings: Settings, name: str, revision: str | None = None, *, progress: bool = False, endpoint: str | None = None
) -> tuple[Pulled, bool]:
    """Fetch a model into the cache folder, and say whether anything was fetched: what is there stays as it is.

    Written aside, its hashes compared, and then named. Raises InvalidRequest, ModelError.
    """
    if not is_hub_name(name):
        raise InvalidRequest(f"{name!r} is no name of a model on a hub", f"Use OWNER/NAME, such as {DEFAULT_MODEL}.")
    folder = kept_at(settings, name)
    if folder.is_dir():
        return read_record(folder), False
    aside = folder.with_name(f"{folder.name}.partial")
    try:
        info = _fetch(name, revision, aside, progress=progress, endpoint=endpoint)
    except ModelError:
        raise
    except Exception as error:  # The hub's client raises a wide family: network, rights, names, disk.
        raise ModelError(
            f"{name} cannot be fetched ({_reason(error)})",
            f"See whether the hub can be reached and has this model; or copy its folder to {folder}.",
        ) from error
    pulled = _checked(read_folder(aside, name), folder, name, info)
    shutil.rmtree(aside / ".cache", ignore_errors=True)
    (aside / _RECORD).write_text(json.dumps(asdict(pulled), indent=1), encoding="utf-8")
    aside.rename(folder)
    return pulled, True


def pulled_models(settings: Settings) -> Iterator[Pulled]:
    """What was fetched, by name; a folder that is not whole is left out."""
    for record in sorted(models_folder(settings).glob(f"*/{_RECORD}")):
        if record.parent.suffix != ".partial":
            yield read_record(record.parent)


def read_record(folder: Path) -> Pulled:
    """What was written down when a model was fetched; of one that was copied there, what its files tell."""
    try:
        return Pulled(**json.loads((folder / _RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        files = read_folder(folder, folder.name.replace("--", "/"))
        return Pulled(files.name, str(folder), "", None, {}, False, files.window, files.size)


def _fetch(name: str, revision: str | None, aside: Path, *, progress: bool, endpoint: str | None) -> Any:
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars

    info = HfApi(endpoint=endpoint).model_info(name, revision=revision, files_metadata=True, timeout=30.0)
    wanted = [
        file.rfilename for file in info.siblings or () if any(fnmatchcase(file.rfilename, part) for part in _WANTED)
    ]
    if not any(file.endswith(".safetensors") for file in wanted):
        raise ModelError(f"{name} has no weights as safetensors", "Choose a model that has; pickled ones can run code.")
    if not progress:
        disable_progress_bars()
    try:
        snapshot_download(name, revision=info.sha, local_dir=aside, allow_patterns=wanted, endpoint=endpoint)
    finally:
        enable_progress_bars()
    return info


def _checked(files: ModelFolder, folder: Path, name: str, info: Any) -> Pulled:
    """The hashes of the weights, compared with those that the hub states; ModelError when they differ."""
    stated = {file.rfilename: file.lfs.sha256 for file in info.siblings or () if file.lfs}
    found = {path.name: _sha256(path) for path in files.weights}
    wrong = [file for file, sha256 in found.items() if stated.get(file, sha256) != sha256]
    if wrong:
        shutil.rmtree(files.folder)
        raise ModelError(f"{', '.join(wrong)} of {name} came damaged: its hash is another one", "Fetch it again.")
    licence = getattr(info.card_data, "license", None) if info.card_data else None
    verified = set(found) <= set(stated)
    return Pulled(name, str(folder), str(info.sha), licence, found, verified, files.window, files.size)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reason(error: Exception) -> str:
    said = (str(error).strip().splitlines() or [""])[0][:160]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
