"""The sets by name, loaded only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.visible_sets import begin, chunking, glasgow, injection, multihop, pubmedqa, pydocs, squad
from bench.visible_sets.visible_set import VisibleSet

DEFAULT_SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "eval"
"""Beside the repository, never in it."""

LOADERS: dict[str, Callable[[Path], VisibleSet]] = {
    "pydocs": pydocs.load,
    "squad-v1": squad.load_v1,
    "squad-v2": squad.load_v2,
    "chunking": chunking.load,
    "cran": glasgow.load_cran,
    "cisi": glasgow.load_cisi,
    "med": glasgow.load_med,
    "lisa": glasgow.load_lisa,
    "hotpot": multihop.load_hotpot,
    "musique": multihop.load_musique,
    "pubmedqa": pubmedqa.load,
    "begin": begin.load,
    "injection": injection.load,
}
