"""A trial of thresholds as one SVG: a reliability diagram and the risk-coverage curve, side by side.

The file needs nothing beside it: no script, no style sheet, no font of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.evaluate.calibrate import Trial
from rag.evaluate.confidence import ReliabilityBin

_SIDE, _MARGIN, _GAP = 300, 60, 100
_WIDTH, _HEIGHT = 2 * _SIDE + 2 * _MARGIN + _GAP, _SIDE + 2 * _MARGIN
_INK, _PALE, _DATA, _LIMIT = "#222", "#bbb", "#1f6fb2", "#c0392b"
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

Position = tuple[float, float]
"""A place in a panel: both coordinates from 0 to 1, upwards and to the right."""


class _Panel:
    """A square whose coordinates run from 0 to 1; ``left`` is where it begins in the picture."""

    def __init__(self, left: float) -> None:
        self._left = left

    def place(self, position: Position) -> Position:
        return self._left + position[0] * _SIDE, _MARGIN + (1 - position[1]) * _SIDE

    def line(self, positions: Iterable[Position], color: str, more: str = "") -> str:
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.place, positions))
        return f'<polyline points="{joined}" fill="none" stroke="{color}" stroke-width="1.5"{more}/>'

    def dot(self, position: Position, radius: float, color: str, title: str) -> str:
        x, y = self.place(position)
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{color}"><title>{title}</title></circle>'

    def text(self, position: Position, words: str, anchor: str, shift: Position = (0.0, 0.0)) -> str:
        x, y = self.place(position)
        return f'<text x="{x + shift[0]:.1f}" y="{y + shift[1]:.1f}" text-anchor="{anchor}">{words}</text>'

    def frame(self, title: str, across: str, upwards: str) -> list[str]:
        around = self.line([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], _INK)
        ticks = [self.text((tick, 0), f"{tick:.0%}", "middle", (0, 16)) for tick in _TICKS]
        ticks += [self.text((0, tick), f"{tick:.0%}", "end", (-6, 4)) for tick in _TICKS]
        names = [self.text((0.5, 0), across, "middle", (0, 36)), self.text((0, 1), upwards, "start", (0, -10))]
        return [around, *ticks, *names, self.text((0.5, 1), title, "middle", (0, -32))]


def trial_svg(trial: Trial) -> str:
    """The picture as the text of an SVG file."""
    left, right = _Panel(_MARGIN), _Panel(_MARGIN + _SIDE + _GAP)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
            f'height="{_HEIGHT}" font-family="sans-serif" font-size="12" fill="{_INK}">',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
            *_reliability(left, trial.reliability),
            *_risk(right, trial),
            "</svg>\n",
        ]
    )


def _reliability(panel: _Panel, bins: Sequence[ReliabilityBin]) -> list[str]:
    """A dot a bin, larger for more answers; on the diagonal a confidence keeps its word."""
    most = max((bin.count for bin in bins), default=1)
    dots = [
        panel.dot((bin.confidence, bin.right), 3 + 7 * (bin.count / most) ** 0.5, _DATA, f"answers: {bin.count}")
        for bin in bins
    ]
    path = panel.line([(bin.confidence, bin.right) for bin in bins], _DATA)
    return [
        *panel.frame("Reliability", "confidence", "answers right"),
        panel.line([(0, 0), (1, 1)], _PALE),
        path,
        *dots,
    ]


def _risk(panel: _Panel, trial: Trial) -> list[str]:
    """The curve, the limit that was asked for, and the threshold that was chosen."""
    parts = panel.frame("Risk and coverage", "questions answered", "answers wrong")
    parts.append(panel.line([(0, trial.max_wrong), (1, trial.max_wrong)], _LIMIT, ' stroke-dasharray="4 4"'))
    parts.append(panel.line([(point.coverage, point.risk) for point in trial.points], _DATA))
    if trial.choice is not None:
        point = trial.choice.point
        parts.append(panel.dot((point.coverage, point.risk), 5, _LIMIT, f"threshold {point.threshold:.4f}"))
    return parts
