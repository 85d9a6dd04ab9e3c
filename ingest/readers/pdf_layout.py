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
_LEAST_LETTERS = 22
_NARROWEST_GUTTER = 5
_NEARLY = 0.9
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

    for line, is_across in _across(runs, gutter):
        if is_across:
            close_columns()
            across.extend(line.runs)
            continue
        if across:
            found.append(across.copy())
            across.clear()
        for run in line.runs:
            (left if run.x1 <= gutter else right).append(run)
    close_columns()
    return [*found, across] if across else found


def _across(runs: list[Run], gutter: float) -> list[tuple[Line, bool]]:
    """Each line with whether it goes across the gutter, or is a row of short cells next to one that does."""
    found = lines(runs)
    crosses = [any(run.x0 < gutter < run.x1 for run in line.runs) for line in found]
    short = 0.3 * (max(run.x1 for run in runs) - min(run.x0 for run in runs))
    is_row = [len(line.runs) > 1 and all(run.x1 - run.x0 < short for run in line.runs) for line in found]
    for step in (1, -1):
        for at in range(len(found))[::step]:
            beside = at - step
            if is_row[at] and 0 <= beside < len(found) and crosses[beside]:
                upper, lower = (found[beside], found[at])[::step]
                crosses[at] |= upper.y0 - lower.y1 < lower.height
    return list(zip(found, crosses, strict=True))


def _gutter(runs: list[Run]) -> float | None:
    """The x that parts two columns of running text; None where there is one column, or a table."""
    if len(runs) < 2 * _LEAST_LINES:
        return None
    starts = np.sort([run.x0 for run in runs])
    ends = np.sort([run.x1 for run in runs])
    places = np.arange(starts[0] + 1, ends[-1], 1.0)
    if not 0 < len(places) < 10_000:
        return None
    left = np.searchsorted(ends, places, "right")
    right = len(runs) - np.searchsorted(starts, places, "left")
    crossing = len(runs) - left - right
    score = np.minimum(left, right) - 2 * crossing
    # A page number or a short line may stand in the gutter, so nearly the best is good enough.
    best = np.flatnonzero(score >= _NEARLY * score.max())
    stretch = max(np.split(best, np.flatnonzero(np.diff(best) > 1) + 1), key=len)
    if score.max() <= 0 or len(stretch) < _NARROWEST_GUTTER:
        return None
    gutter = float(places[stretch[len(stretch) // 2]])
    return gutter if _parts_columns(runs, gutter) else None


def _parts_columns(runs: list[Run], gutter: float) -> bool:
    left = [run for run in runs if run.x1 <= gutter]
    right = [run for run in runs if run.x0 >= gutter]
    if min(len(left), len(right)) < _LEAST_LINES:
        return False
    if len(runs) - len(left) - len(right) > _MOST_CROSSING * (len(left) + len(right)):
        return False
    beside = min(_top(left), _top(right)) - max(_bottom(left), _bottom(right))
    if beside < 0.4 * min(_top(left) - _bottom(left), _top(right) - _bottom(right)):
        return False
    # Most letters of a table stand in short cells; most of a column stand in lines.
    return all(_usual_length(side) >= _LEAST_LETTERS for side in (left, right))


def _usual_length(runs: list[Run]) -> float:
    """The length of the run in which a letter stands, on average."""
    lengths = [len(run.text) for run in runs]
    return sum(length * length for length in lengths) / sum(lengths)


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
