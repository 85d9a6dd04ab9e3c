"""The points as a Parquet file, by pyarrow: the extra ``export``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, BinaryIO

from rag.catalog.mapped import Mapped
from rag.errors import MissingExtra
from rag.map.current import CurrentMap
from rag.map.export import COLUMNS, exported


def check_installed() -> None:
    """MissingExtra, which names the command that installs it, where pyarrow is not there."""
    _pyarrow()


def write_parquet(points: CurrentMap, mapped: Mapped, out: BinaryIO) -> None:
    """Write the table, a row group a batch, so that memory stays bounded."""
    pyarrow, parquet = _pyarrow()
    schema = _schema(pyarrow)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in exported(points, mapped):
            writer.write_batch(pyarrow.RecordBatch.from_pylist([asdict(row) for row in batch], schema=schema))


def _schema(pyarrow: Any) -> Any:
    types = {
        "x": pyarrow.float32(),
        "y": pyarrow.float32(),
        "chunk_id": pyarrow.int64(),
        "distortion": pyarrow.float32(),
    }
    return pyarrow.schema([(column, types.get(column, pyarrow.string())) for column in COLUMNS])


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "export") from error
    return pyarrow, pyarrow.parquet
