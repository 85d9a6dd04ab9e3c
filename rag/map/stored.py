"""A computed map on disk: an immutable folder of arrays with a manifest, published by a rename."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.catalog.spaces import Space
from rag.errors import IndexDamaged, StorageError
from rag.indexes import manifest
from rag.map.near_copies import Pairs
from rag.types import FloatVector, IntVector

_ENGINE = "map"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Figures:
    """How a map was made and how true it is; the last three are None where there are too few points to say.

    ``distortion`` is the mean over all points, ``seconds`` the whole computation.
    """

    method: str
    seconds: float
    landmarks: int
    dimension: int
    neighbours: int
    measured_on: int
    trustworthiness: float | None
    continuity: float | None
    distortion: float | None


@dataclass(frozen=True, slots=True)
class StoredMap:
    """n points by ascending chunk id, of which m are landmarks, made of the vectors of one ``space``.

    ``positions`` [n, 2] lie within -1 .. 1; ``clusters`` [n] and ``distortions`` [n] as in the binary body;
    ``landmarks`` are rows [m] and ``vectors`` theirs [m, dimension]; ``words`` the best of each cluster.
    """

    name: str
    space: Space
    sequence: int
    made_at: str
    figures: Figures
    words: list[list[str]]
    chunk_ids: IntVector
    positions: FloatVector
    clusters: NDArray[np.uint16]
    distortions: NDArray[np.uint8]
    landmarks: IntVector
    vectors: NDArray[np.float16]
    pairs: Pairs

    def save(self, directory: Path) -> None:
        """Write it into a folder and make it durable."""
        for name, array in self._arrays().items():
            np.save(directory / f"{name}.npy", array)
        facts = {"sequence": self.sequence, "made_at": self.made_at, "words": self.words}
        parts = {"figures": asdict(self.figures), "space": asdict(self.space)}
        manifest.write(directory, {"engine": _ENGINE, **parts, **facts})

    @staticmethod
    def load(directory: Path) -> StoredMap:
        """The map in a folder; IndexDamaged when it is not whole."""
        facts = manifest.read(directory, _ENGINE)
        try:
            arrays = {path.stem: np.load(path, allow_pickle=False) for path in directory.glob("*.npy")}
            pairs = Pairs(arrays.pop("pair_rows"), arrays.pop("pair_cosines"))
            figures = Figures(**facts["figures"])
            space = Space(**facts["space"])
            plain = {name: facts[name] for name in ("sequence", "made_at", "words")}
            return StoredMap(name=directory.name, space=space, figures=figures, pairs=pairs, **plain, **arrays)
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise IndexDamaged(f"the map in {directory} cannot be opened: {error}", "compute it again") from error

    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "chunk_ids": self.chunk_ids,
            "positions": self.positions,
            "clusters": self.clusters,
            "distortions": self.distortions,
            "landmarks": self.landmarks,
            "vectors": self.vectors,
            "pair_rows": self.pairs.rows,
            "pair_cosines": self.pairs.cosines,
        }


def newest(root: Path) -> str | None:
    """The name of the newest published map of a collection's folder, None where there is none."""
    return max((path.name for path in root.glob("*") if path.is_dir() and path.suffix != _UNFINISHED), default=None)


@contextmanager
def publishing(root: Path, name: str) -> Iterator[Path]:
    """A folder to write a map into: it appears under its name once the block ends, and those before it are removed.

    Only whoever holds the right to compute for the collection may call this.
    """
    unfinished = root / f"{name}{_UNFINISHED}"
    try:
        for left in root.glob(f"*{_UNFINISHED}"):
            shutil.rmtree(left, ignore_errors=True)
        unfinished.mkdir(parents=True)
        yield unfinished
        unfinished.rename(root / name)
    except OSError as error:
        raise StorageError(
            f"the map cannot be written ({error.strerror})", "check the disk of the data folder"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for older in root.iterdir():
        if older.is_dir() and older.name != name:
            shutil.rmtree(older, ignore_errors=True)
