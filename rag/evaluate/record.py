"""A run as JSON and back, so that a later run can be compared with it; NaN is written as null."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from math import isnan
from pathlib import Path
from typing import Any

from rag.errors import InvalidRequest
from rag.evaluate.calibrate import Trial
from rag.evaluate.compare import Comparison
from rag.evaluate.judge import Row
from rag.evaluate.run import Conditions, Evaluation

VERSION = 1

HEADLINES = ("right", "precision", "coverage", "unanswerable_answered", "hit@5", "mrr@10", "calibration_error")
"""The figures that a list of runs shows."""


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
    return rows_of(run, str(path))


def rows_of(run: Any, name: str) -> tuple[Row, ...]:
    """The rows of a run as ``to_json`` made it, perhaps by an earlier release; InvalidRequest when it is none."""
    if not isinstance(run, dict) or run.get("version") != VERSION or not isinstance(run.get("rows"), list):
        raise InvalidRequest(f"{name} is no saved run", "Name a file written by rag eval --json")
    return tuple(_row(row, name) for row in run["rows"])


def conditions_of(run: Mapping[str, Any]) -> Conditions | None:
    """The conditions of a run as ``to_json`` made it; None where they are not known."""
    known = run.get("conditions")
    return None if known is None else Conditions(**known)


def headlines(run: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a run, as ``to_json`` made it, that a list of runs shows."""
    return {name: run["figures"][name] for name in HEADLINES}


def _row(values: Any, name: str) -> Row:
    known = {field.name for field in fields(Row)}
    needed = {field.name for field in fields(Row) if field.default is MISSING}
    if not isinstance(values, Mapping) or not needed <= set(values) <= known:
        raise InvalidRequest(f"{name} holds rows of another form", "Run rag eval --json again")
    return Row(**{**values, "documents": tuple(values.get("documents", ()))})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and isnan(value) else value
