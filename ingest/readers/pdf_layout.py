"""Where things stand on a PDF page: columns in reading order, lines, and what repeats at the edges of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.readers.pdf_page import RawPage, Run

_SAME_LINE = 0.5
_LEAST_LINES = 5
_LEAST_LETTERS = 18
_NARROWEST_GUTTER = 7.0
_MOST_CROSSING = 0.5
_EDGE_ROWS = 3
_BUCKET = 6.0
_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")


@dataclass(slots=True)
class Line:
    """The runs of one line, from left to right."""

    runs: list[Run]

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)

    @property
    def x0(self) -> float:
        return self.runs[0].x0

    @property
    def x1(self) -> float:
        return max(run.x1 for run in self.runs)

    @property
    def y0(self) -> float:
        return self._longest.y0

    @property
    def y1(self) -> float:
        return self._longest.y1

    @property
    def height(self) -> float:
        return self._longest.height

    @property
    def is_bold(self) -> bool:
        return all(run.is_bold for run in self.runs)

    @property
    def is_fixed(self) -> bool:
        return all(run.is_fixed for run in self.runs)

    @property
    def _longest(self) -> Run:
        return max(self.runs, key=lambda run: len(run.text))


def lines(runs: Sequence[Run]) -> list[Line]:
    """Runs gathered into lines from top to bottom."""
    found: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -(run.y0 + run.y1)):
        # The line above may reach lower than this run's own line, so the last two are tried.
        for members in found[:-3:-1]:
            anchor = members[0]
            overlap = min(run.y1, anchor.y1) - max(run.y0, anchor.y0)
            if overlap >= _SAME_LINE * min(run.height, anchor.height):
                members.append(run)
                break
        else:
            found.append([run])
    return [Line(sorted(members, key=lambda run: run.x0)) for members in found]


def regions(runs: list[Run], depth: int = 3) -> list[list[Run]]:
    """Runs parted into columns, and what stands across the page between them, in reading order."""
    gutter = _gutter(runs) if depth else None
    if gutter is None:
        return [runs]
    found: list[list[Run]] = []
    left: list[Run] = []
    right: list[Run] = []
    across: list[Run] = []

    def close_columns() -> None:
        for column in (left, right):
            if column:
                found.extend(regions(column.copy(), depth - 1))
                column.clear()

    for run in sorted(runs, key=lambda run: -(run.y0 + run.y1)):
        if run.x0 < gutter < run.x1:
            close_columns()
            across.append(run)
            continue
        if across:
            found.append(across.copy())
            across.clear()
        (left if run.x1 <= gutter else right).append(run)
    close_columns()
    return [*found, across] if across else found


def _gutter(runs: list[Run]) -> float | None:
    """The x that parts two columns of running text; None where there is one column, or a table."""
    if len(runs) < 2 * _LEAST_LINES:
        return None
    starts = np.sort([run.x0 for run in runs])
    ends = np.sort([run.x1 for run in runs])
    places = np.arange(starts[0] + 1, ends[-1], 2.0)
    if not 0 < len(places) < 10_000:
        return None
    left = np.searchsorted(ends, places, "right")
    right = len(runs) - np.searchsorted(starts, places, "left")
    crossing = len(runs) - left - right
    score = np.minimum(left, right) - 2 * crossing
    best = np.flatnonzero(score == score.max())
    gutter = float(places[best[len(best) // 2]])
    return gutter if _parts_columns(runs, gutter) else None


def _parts_columns(runs: list[Run], gutter: float) -> bool:
    left = [run for run in runs if run.x1 <= gutter]
    right = [run for run in runs if run.x0 >= gutter]
    if min(len(left), len(right)) < _LEAST_LINES:
        return False
    if len(runs) - len(left) - len(right) > _MOST_CROSSING * (len(left) + len(right)):
        return False
    if min(run.x0 for run in right) - max(run.x1 for run in left) < _NARROWEST_GUTTER:
        return False
    beside = min(_top(left), _top(right)) - max(_bottom(left), _bottom(right))
    if beside < 0.4 * min(_top(left) - _bottom(left), _top(right) - _bottom(right)):
        return False
    # The cells of a table are short; the lines of a column are not.
    return all(sum(len(run.text) for run in side) / len(side) >= _LEAST_LETTERS for side in (left, right))


def _top(runs: list[Run]) -> float:
    return max(run.y1 for run in runs)


def _bottom(runs: list[Run]) -> float:
    return min(run.y0 for run in runs)


def drop_running_heads(pages: Sequence[RawPage]) -> None:
    """Take lines at the top and bottom edge away that come again, numbers aside, at the same place of other pages."""
    tallest = 1.05 * _usual_height(pages)
    edges = [_edges(page) for page in pages]
    keys = [{_key(line) for edge in page for line in edge if line.height <= tallest} for page in edges]
    times = Counter(key for page in keys for key in page)
    repeated = {key for key, count in times.items() if count > 1}
    heights = Counter(y for page in keys for y in {y for text, y in page if (text, y) in repeated})
    # Where most pages have a running head, what stands at its height on the others is one too.
    usual = {y for y, count in heights.items() if count > max(2, len(pages) / 2)}
    for page, page_edges in zip(pages, edges, strict=True):
        gone: set[int] = set()
        for edge in page_edges:
            for line in edge:
                if line.height > tallest or (_key(line) not in repeated and _key(line)[1] not in usual):
                    break
                gone.update(map(id, line.runs))
        page.runs = [run for run in page.runs if id(run) not in gone]


def _usual_height(pages: Sequence[RawPage]) -> float:
    """The height that most letters have."""
    letters: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            letters[round(run.height, 1)] += len(run.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _edges(page: RawPage) -> tuple[list[Line], list[Line]]:
    """The outermost lines at the top and at the bottom, from the edge inwards."""
    found = lines(page.runs)
    count = min(_EDGE_ROWS, len(found) // 2)
    return found[:count], found[::-1][:count]


def _key(line: Line) -> tuple[str, int]:
    return _NUMBERS.sub("#", line.text.lower()), round(line.y0 / _BUCKET)
