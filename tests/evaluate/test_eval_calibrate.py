"""A trial of thresholds on made-up replies, and how it is shown."""

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from math import isnan

import pytest

from rag.errors import InvalidRequest
from rag.evaluate import GoldQuestion, calibrate, check_gold, trial_svg, trial_text, trial_to_json
from tests.evaluate.replies import row, unanswerable

SVG = "{http://www.w3.org/2000/svg}"


def answered(confidence, right=True, **fields):
    return row(confidence=confidence, right=right, **fields)


def answered_wrongly(confidence):
    """An unanswerable question, answered all the same."""
    return unanswerable(confidence=confidence, abstained=False, text="so", words=1)


def many():
    """A hundred right answers, then twenty to unanswerable questions, then twenty wrong ones, ever less sure."""
    rows = [answered(0.9 - n / 1000, words=10) for n in range(100)]
    rows += [answered_wrongly(0.5 - n / 1000) for n in range(20)]
    return rows + [answered(0.3 - n / 1000, right=False) for n in range(20)]


def test_what_the_threshold_in_use_and_the_chosen_one_do():
    trial = calibrate(many(), 0.1, in_use=0.2)
    assert (trial.questions, trial.answerable, trial.answers) == (140, 120, 140)
    assert (trial.now.answers, trial.now.coverage, trial.now.unanswerable_answered) == (140, 1.0, 1.0)
    assert trial.now.right == pytest.approx(100 / 140)
    assert trial.now.answer_words == pytest.approx((100 * 10 + 40) / 140)
    assert trial.choice.promised
    assert 100 <= trial.then.answers == trial.choice.point.answers < 110
    assert trial.then.coverage == pytest.approx(100 / 120)
    assert trial.then.right > 0.9
    assert trial.auroc_right == 1.0
    assert trial.auroc_answerable == pytest.approx(100 / 120)


def test_an_answer_to_an_unanswerable_question_is_wrong():
    assert calibrate([answered(0.5), answered_wrongly(0.9)], 0.5, 0.0).points[0].wrong == 1


def test_what_brought_no_answer_is_covered_by_no_threshold():
    trial = calibrate([answered(0.9), row(abstained=True, text=None, right=None, confidence=0.95)], 0.5, 0.0)
    assert (trial.answers, trial.now.coverage) == (1, 0.5)
    assert trial.points[-1].coverage == 0.5


def test_only_answerable_questions_are_calibrated_with_a_warning():
    trial = calibrate([answered(0.9 - n / 1000) for n in range(100)], 0.05, 0.9)
    assert trial.choice.promised
    assert isnan(trial.now.unanswerable_answered)
    assert "None is unanswerable" in trial_text(trial)


def test_only_unanswerable_questions_are_refused():
    with pytest.raises(InvalidRequest, match="no question of the gold file has an answer"):
        check_gold([GoldQuestion("1", "who?"), GoldQuestion("2", "when?")])
    check_gold([GoldQuestion("1", "who?"), GoldQuestion("2", "when?", ("now",))])


@pytest.mark.parametrize(
    "rows", [[answered(0.4, right=False)], [row(abstained=True, text=None, right=None)]], ids=["all wrong", "no answer"]
)
def test_without_a_right_answer_nothing_is_chosen_and_all_is_shown(rows):
    trial = calibrate(rows, 0.05, 0.5)
    assert (trial.choice, trial.then) == (None, None)
    assert "no threshold helps" in trial_text(trial)
    ElementTree.fromstring(trial_svg(trial))
    json.dumps(trial_to_json(trial), allow_nan=False)


def test_the_text_says_what_is_promised():
    shown = trial_text(calibrate(many(), 0.1, in_use=0.2))
    assert "at most 10.0% wrong, with 95% certainty (Clopper-Pearson)" in shown
    assert "<- chosen" in shown
    assert "nearest" not in shown
    assert shown.count("|") == 16
    assert shown.count("<- max-wrong") == 1


def test_the_text_says_what_cannot_be_promised():
    shown = trial_text(calibrate(many()[:10], 0.05, in_use=0.2))
    assert "cannot be promised" in shown
    assert "it takes 80 answers that are all right" in shown
    assert "0 of 10 answers were wrong" in shown
    assert "<- nearest" in shown


def test_json_has_every_point():
    written = trial_to_json(calibrate(many(), 0.1, in_use=0.2))
    assert len(written["points"]) == 140
    assert written["points"][0] == {"threshold": 0.9, "answers": 1, "wrong": 0, "coverage": 1 / 140, "risk": 0.0}
    assert written["choice"]["promised"] is True
    assert json.loads(json.dumps(written, allow_nan=False)) == written


def test_the_picture_is_one_file_with_both_curves():
    trial = calibrate(many(), 0.1, in_use=0.2)
    picture = ElementTree.fromstring(trial_svg(trial))
    curves = [line.get("points").split() for line in picture.iter(f"{SVG}polyline")]
    assert any(len(curve) == len(trial.points) for curve in curves)
    assert any(len(curve) == len(trial.reliability) for curve in curves)
    assert {text.text for text in picture.iter(f"{SVG}text")} >= {"Reliability", "Risk and coverage"}
    assert f"threshold {trial.choice.point.threshold:.4f}" in trial_svg(trial)
    assert not [node for node in picture.iter() if node.tag in {f"{SVG}script", f"{SVG}style", f"{SVG}image"}]


def test_the_curve_starts_at_its_coverage_and_ends_at_all():
    """The first answer of four is right: the curve begins at 25 % across and 0 % up."""
    trial = replace(calibrate([answered(0.9), *[answered_wrongly(0.1)] * 3], 0.5, 0.0), reliability=())
    curves = [line.get("points") for line in ElementTree.fromstring(trial_svg(trial)).iter(f"{SVG}polyline")]
    assert "535.0,360.0 760.0,135.0" in curves
