"""A run as JSON and back, so that a later run can be compared with it; NaN is written as null."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from math import isnan
from pathlib import Path
from typing import Any

from rag.errors import InvalidRequest
from rag.evaluate.calibrate import Trial
from rag.evaluate.compare import Comparison
from rag.evaluate.judge import Row
from rag.evaluate.run import Evaluation

VERSION = 1


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The run as plain values: figures with intervals, kinds, latencies, reliability and every row."""
    return {"version": VERSION, "questions": len(evaluation.rows), **_plain(asdict(evaluation))}


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values."""
    return dict(_plain(asdict(comparison)))


def trial_to_json(trial: Trial) -> dict[str, Any]:
    """The trial as plain values: figures, the choice and what it brings, reliability and every point of the curve."""
    return dict(_plain(asdict(trial)))


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a run that ``to_json`` wrote; InvalidRequest when the file is none."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InvalidRequest(f"{path} is not JSON", "Name a file written by rag eval --json") from error
    if not isinstance(run, dict) or run.get("version") != VERSION or not isinstance(run.get("rows"), list):
        raise InvalidRequest(f"{path} is no saved run", "Name a file written by rag eval --json")
    return tuple(_row(row, path) for row in run["rows"])


def _row(values: Any, path: Path) -> Row:
    names = {field.name for field in fields(Row)}
    if not isinstance(values, Mapping) or set(values) != names:
        raise InvalidRequest(f"{path} holds rows of another form", "Run rag eval --json again")
    return Row(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and isnan(value) else value
