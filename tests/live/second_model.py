"""A second real model, cut out of the packaged one: the first layers, heads and dimensions of all it has."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from rag.bert.safetensors_file import read_safetensors
from rag.bert.weights import locate

DIMENSION = 256
LAYERS = 4

_WIDTH = 384
_HEAD = 32


def make_second_model(folder: Path, max_tokens: int = 256) -> Path:
    """Write a sentence-transformers folder of another dimension; poor at its work, and as real as any."""
    from safetensors.numpy import save_file

    shutil.copytree(locate("all-MiniLM-L6-v2"), folder, ignore=shutil.ignore_patterns("*.safetensors", "README.md"))
    weights = read_safetensors(tuple(locate("all-MiniLM-L6-v2").glob("*.safetensors")))
    kept = {name: _cut(rows) for name, rows in weights.items() if not _is_left_out(name)}
    save_file(kept, folder / "model.safetensors")
    _change(
        folder / "config.json", num_hidden_layers=LAYERS, hidden_size=DIMENSION, num_attention_heads=DIMENSION // _HEAD
    )
    _change(folder / "1_Pooling" / "config.json", word_embedding_dimension=DIMENSION)
    _change(folder / "sentence_bert_config.json", max_seq_length=max_tokens)
    return folder


def _is_left_out(name: str) -> bool:
    parts = name.split(".")
    return "layer" in parts and int(parts[parts.index("layer") + 1]) >= LAYERS


def _cut(rows):
    return rows[tuple(slice(DIMENSION if size == _WIDTH else size) for size in rows.shape)].copy()


def _change(path: Path, **values) -> None:
    path.chmod(0o644)
    path.write_text(json.dumps(json.loads(path.read_text()) | values))
