"""``/v1/calibration``: how sure an answer of a collection must be."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from api.schemas.calibration import CalibrationReply, CalibrationRequest, ForgottenCalibration, TrialReply
from rag.answer.confidence import CONFIDENCE_MODEL, THRESHOLD
from rag.catalog.calibration import Calibration
from rag.catalog.catalog import Shelf
from rag.catalog.moments import stamp
from rag.compose import answer_threshold
from rag.errors import InvalidRequest
from rag.evaluate import Trial, calibrate, conditions_of, forced, rows_of, trial_to_json

router = APIRouter()

PATH = "/v1/calibration"

Collection = Annotated[CollectionName, Query()]
Here = Annotated[Backend, Depends(backend_of)]


@router.get(PATH, response_model=CalibrationReply, responses=errors(404, 422))
def get_calibration(backend: Here, collection: Collection = DEFAULT_COLLECTION) -> dict[str, Any]:
    """The least confidence of an answer that is given, and where it comes from."""
    shelf = backend.catalog.shelf(collection)
    stored = backend.catalog.collections.calibration(shelf.collection)
    return {
        "threshold": _in_use(backend, shelf),
        "source": _source(backend, stored),
        "built_in": THRESHOLD,
        "stored": None if stored is None else asdict(stored),
    }


@router.post(PATH, response_model=TrialReply, responses=errors(404, 413, 422, 503))
async def choose_threshold(wanted: CalibrationRequest, request: Request, backend: Here) -> Response:
    """Choose the threshold by a stored run, and answer by it from now on."""

    def choose() -> Response:
        shelf = backend.catalog.shelf(wanted.collection)
        trial = _trial(backend, shelf, wanted)
        keep = trial.choice is not None and (trial.choice.promised or wanted.nearest) and not wanted.dry_run
        if keep:
            _store(backend, shelf, trial)
        return JSONResponse({"stored": keep, **trial_to_json(trial)})

    return await backend.work.result(request, choose)


@router.delete(PATH, response_model=ForgottenCalibration, responses=errors(404, 422, 503))
def forget_calibration(backend: Here, collection: Collection = DEFAULT_COLLECTION) -> dict[str, bool]:
    """Answer by the built-in threshold again."""
    number = backend.catalog.shelf(collection).collection
    known = backend.catalog.collections.calibration(number) is not None
    backend.catalog.collections.forget_calibration(number)
    return {"forgotten": known}


def _in_use(backend: Backend, shelf: Shelf) -> float:
    return answer_threshold(backend.settings, backend.catalog.collections, shelf.collection)()


def _source(backend: Backend, stored: Calibration | None) -> str:
    if backend.settings.answer_threshold is not None:
        return "setting"
    return "calibrated" if stored is not None and stored.model == CONFIDENCE_MODEL else "built-in"


def _trial(backend: Backend, shelf: Shelf, wanted: CalibrationRequest) -> Trial:
    summary, run = shelf.evaluations.get(wanted.evaluation)
    conditions = conditions_of(run)
    if conditions is None or conditions.model != CONFIDENCE_MODEL:
        cause = f"the confidences of run {summary.id} come from another model than the one in use"
        raise InvalidRequest(cause, "run the same questions again, and choose by that run")
    return calibrate(forced(rows_of(run, f"run {summary.id}")), wanted.max_wrong, _in_use(backend, shelf))


def _store(backend: Backend, shelf: Shelf, trial: Trial) -> None:
    if trial.choice is not None:
        chosen = trial.choice.point.threshold, trial.choice.at_most, trial.questions
        backend.catalog.collections.calibrate(shelf.collection, Calibration(*chosen, CONFIDENCE_MODEL, stamp()))
