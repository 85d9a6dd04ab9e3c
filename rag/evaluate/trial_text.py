"""A trial of thresholds to read in a terminal: what is chosen, what it costs, and the risk-coverage curve."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluate.binomial import fewest_answers
from rag.evaluate.calibrate import Effect, Trial
from rag.evaluate.report import columns, number
from rag.evaluate.risk import RiskPoint
from rag.evaluate.threshold import MISS, STARTS, Choice

_WIDTH, _HEIGHT = 50, 8
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_TENTHS = 10


def trial_text(trial: Trial) -> str:
    """The verdict, the threshold in use against the chosen one, the quality of the confidence, table and plot."""
    parts = [_verdict(trial), _effects(trial), _quality(trial)]
    if trial.points:
        parts += [_table(trial), _plot(trial)]
    return "\n\n".join(parts)


def _verdict(trial: Trial) -> str:
    asked = f"{trial.questions} questions, {trial.answerable} of them answerable; {trial.answers} answers."
    unheard = "\nNone is unanswerable, so the threshold knows nothing of such questions: add some."
    lines = asked + (unheard if trial.answerable == trial.questions else "")
    if trial.choice is None:
        return f"{lines}\nNot one answer is right: no threshold helps. See what rag eval says of retrieval."
    point, sure = trial.choice.point, f"with {1 - MISS:.0%} certainty (Clopper-Pearson)"
    seen = f"{point.wrong} of {point.answers} answers were wrong"
    if trial.choice.promised:
        return f"{lines}\nThreshold {point.threshold:.4f}: at most {trial.max_wrong:.1%} wrong, {sure}; {seen}."
    needed = fewest_answers(trial.max_wrong, MISS / len(STARTS))
    return (
        f"{lines}\nAt most {trial.max_wrong:.1%} wrong cannot be promised by these questions: "
        f"it takes {needed} answers that are all right, or more with few wrong ones.\n"
        f"Threshold {point.threshold:.4f} is the nearest: at most {trial.choice.at_most:.1%} wrong, {sure}; {seen}."
    )


def _effects(trial: Trial) -> str:
    rows = [["", "threshold", "answerable answered", "answers right", "unanswerable answered", "words"]]
    rows.append(_effect("in use", trial.now))
    if trial.choice is not None and trial.then is not None:
        rows.append(_effect(_name(trial.choice), trial.then))
    return "\n".join(columns(rows))


def _effect(name: str, effect: Effect) -> list[str]:
    shares = (effect.coverage, effect.right, effect.unanswerable_answered, effect.answer_words)
    return [name, f"{effect.threshold:.4f}", *map(number, shares)]


def _name(choice: Choice) -> str:
    return "chosen" if choice.promised else "nearest"


def _quality(trial: Trial) -> str:
    return "\n".join(
        columns(
            [
                ["confidence: right answers above wrong ones (AUROC)", number(trial.auroc_right)],
                ["confidence: answerable questions above others (AUROC)", number(trial.auroc_answerable)],
                ["confidence against share right (expected calibration error)", number(trial.calibration_error)],
                ["wrong answers, mean over all thresholds (area under the curve)", number(trial.area_under_risk)],
            ]
        )
    )


def _table(trial: Trial) -> str:
    """The curve at each tenth of the answers, and at the chosen threshold."""
    chosen = None if trial.choice is None else trial.choice.point
    wanted = [trial.answers * tenth / _TENTHS for tenth in range(1, _TENTHS + 1)]
    shown = {_at(trial.points, count) for count in wanted} | ({chosen} if chosen else set())
    rows = [["threshold", "answers", "of all questions", "wrong", "share wrong"]]
    for point in sorted(shown, key=lambda point: -point.threshold):
        mark = f" <- {_name(trial.choice)}" if trial.choice and point == chosen else ""
        counts = [str(point.answers), f"{point.coverage:.0%}", str(point.wrong), f"{point.risk:.1%}"]
        rows.append([f"{point.threshold:.4f}{mark}", *counts])
    return "\n".join(columns(rows))


def _plot(trial: Trial) -> str:
    """The share of wrong answers as bars, from the most confident answers alone to all of them."""
    risks = [_at(trial.points, trial.answers * (place + 1) / _WIDTH).risk for place in range(_WIDTH)]
    top = max(*risks, trial.max_wrong)
    lines = []
    for row in range(_HEIGHT, 0, -1):
        low = top * (row - 1) / _HEIGHT
        asked = "<- max-wrong" if low < trial.max_wrong <= top * row / _HEIGHT else ""
        bars = "".join(_bar((risk - low) / top * _HEIGHT) for risk in risks)
        lines.append(f"{top * row / _HEIGHT:6.1%} |{bars}| {asked}".rstrip())
    ends = f"{'':7} {'strict':<{_WIDTH // 2}}{'all answers':>{_WIDTH - _WIDTH // 2}}"
    return "\n".join(["share wrong, by how many answers are given", *lines, ends])


def _bar(filled: float) -> str:
    return _EIGHTHS[round(min(max(filled, 0.0), 1.0) * (len(_EIGHTHS) - 1))]


def _at(points: Sequence[RiskPoint], count: float) -> RiskPoint:
    """The strictest point that gives so many answers, else the last."""
    return next((point for point in points if point.answers >= count), points[-1])
