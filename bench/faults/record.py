"""What a workload acknowledged, and so what a data folder may hold afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.faults.steps import Step

Content = tuple[str, ...] | None


@dataclass
class Record:
    """For each document all contents that it may have; for each upload whether it must be there.

    What was acknowledged leaves one possibility. What failed, or was under way when the process was killed, may have
    happened or not. ``wrong`` are the steps that ended in another way than with an error of the house.
    """

    documents: dict[str, set[Content]] = field(default_factory=dict)
    uploads: dict[str, bool] = field(default_factory=dict)
    done: int = 0
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    under_way: str = ""
    ended: bool = False


def read_record(log: Path, todo: Sequence[Step]) -> Record:
    """Read the log of a workload, however it ended."""
    record = Record()
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    for what, number, more in lines:
        if what == "end":
            record.ended = True
            continue
        step = todo[number]
        if what == "begin":
            record.under_way = f"{step.kind} {step.uri}".strip()
            _may_happen(record, step)
            continue
        record.under_way = ""
        if what == "done":
            record.done += 1
            _has_happened(record, step)
        else:
            (record.failed if what == "failed" else record.wrong).append(f"{step.kind}: {more}")
    return record


def _may_happen(record: Record, step: Step) -> None:
    if step.kind == "upload":
        record.uploads[step.uri] = False
    elif step.kind in ("put", "delete"):
        record.documents.setdefault(step.uri, {None}).add(_content(step))


def _has_happened(record: Record, step: Step) -> None:
    if step.kind == "upload":
        record.uploads[step.uri] = True
    elif step.kind in ("put", "delete"):
        record.documents[step.uri] = {_content(step)}


def _content(step: Step) -> Content:
    return step.passages if step.kind == "put" else None
