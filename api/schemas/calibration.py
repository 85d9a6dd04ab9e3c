"""How sure an answer must be, and choosing that by a stored run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from api.schemas.bounds import CollectionName
from api.schemas.evaluations import ReliabilityReply, RunId
from api.schemas.requests import Request

Share = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]


class CalibrationRequest(Request):
    """Choose the lowest threshold that keeps the share of wrong answers at ``max_wrong``, by a stored run.

    ``nearest`` stores what comes nearest where so much cannot be promised; ``dry_run`` stores nothing.
    """

    evaluation: RunId
    max_wrong: Share = 0.05
    nearest: StrictBool = False
    dry_run: StrictBool = False
    collection: CollectionName = "default"


class StoredCalibration(BaseModel):
    """A threshold that was chosen: by how many questions, what it promises, with which confidence model."""

    threshold: float
    max_wrong: float
    questions: int
    model: str
    date: str


class CalibrationReply(BaseModel):
    """The threshold in use and where it comes from: the setting, a calibration, or the built-in one."""

    threshold: float
    source: Literal["setting", "calibrated", "built-in"]
    built_in: float
    stored: StoredCalibration | None


class RiskPointReply(BaseModel):
    """What comes of giving the answers of this confidence and above."""

    threshold: float
    answers: int
    wrong: int
    coverage: float
    risk: float


class ChoiceReply(BaseModel):
    """The chosen threshold; ``at_most`` is the share of wrong answers that it promises, if ``promised``."""

    point: RiskPointReply
    at_most: float
    promised: bool


class EffectReply(BaseModel):
    """What a threshold does with the questions of the run; null where there is nothing to take a share of."""

    threshold: float
    answers: int
    coverage: float | None
    right: float | None
    unanswerable_answered: float | None
    answer_words: float | None


class TrialReply(BaseModel):
    """All that a run says of thresholds, and whether the chosen one is stored."""

    stored: bool
    questions: int
    answerable: int
    answers: int
    max_wrong: float
    auroc_right: float | None
    auroc_answerable: float | None
    calibration_error: float | None
    area_under_risk: float | None
    now: EffectReply
    choice: ChoiceReply | None
    then: EffectReply | None
    reliability: list[ReliabilityReply]
    points: list[RiskPointReply]


class ForgottenCalibration(BaseModel):
    forgotten: bool
