"""``/v1/evaluations``: measuring with questions whose answers are known, and the runs that were stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from api.schemas.evaluations import (
    MOST_QUESTIONS,
    ComparisonReply,
    EvaluationReply,
    EvaluationRequest,
    EvaluationsReply,
    RunId,
    RunStateReply,
)
from api.schemas.feedback import ForgottenReply
from rag.errors import TooLarge
from rag.evaluate import compare, comparison_to_json, parse_gold, rows_of

router = APIRouter()

PATH = "/v1/evaluations"
LARGEST_BODY = 4 << 20
"""Bytes of a request: in JSON a character of the gold file may take several."""

Collection = Annotated[CollectionName, Query()]
Here = Annotated[Backend, Depends(backend_of)]


@router.post(PATH, status_code=202, response_model=RunStateReply, responses=errors(404, 413, 422, 503))
async def start_evaluation(wanted: EvaluationRequest, request: Request, backend: Here) -> dict[str, Any]:
    """Ask every question of a gold file in the background, one run at a time; 503 while another one goes on."""

    def start() -> dict[str, Any]:
        backend.catalog.shelf(wanted.collection)
        gold = parse_gold(wanted.gold, "the gold file")
        if len(gold) > MOST_QUESTIONS:
            cause = f"the gold file has {len(gold)} questions, {MOST_QUESTIONS} are the most over HTTP"
            raise TooLarge(cause, "rag eval takes as many as you like")
        return asdict(backend.evaluations.start(wanted.collection, wanted.name, gold))

    return await backend.work.result(request, start)


@router.get(PATH, response_model=EvaluationsReply, responses=errors(404, 422))
def list_evaluations(
    backend: Here,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    collection: Collection = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """The stored runs of a collection, the newest first, page by page."""
    rows, following = backend.catalog.shelf(collection).evaluations.page(limit, cursor)
    return {"evaluations": [asdict(row) for row in rows], "next": following}


@router.get(f"{PATH}/running", response_model=RunStateReply, responses=errors(404, 422))
def get_running(backend: Here, collection: Collection = DEFAULT_COLLECTION) -> dict[str, Any]:
    """How far the newest run that was started over HTTP has come."""
    backend.catalog.shelf(collection)
    return asdict(backend.evaluations.state(collection))


@router.delete(f"{PATH}/running", response_model=RunStateReply, responses=errors(404, 422))
def cancel_running(backend: Here, collection: Collection = DEFAULT_COLLECTION) -> dict[str, Any]:
    """Cancel the run that goes on: it ends after the question it is at, and nothing of it is stored."""
    backend.catalog.shelf(collection)
    return asdict(backend.evaluations.cancel(collection))


@router.get(f"{PATH}/{{evaluation_id}}", response_model=EvaluationReply, responses=errors(404, 422, 503))
async def get_evaluation(
    evaluation_id: Annotated[RunId, Path()],
    request: Request,
    backend: Here,
    collection: Collection = DEFAULT_COLLECTION,
) -> Response:
    """A run with every question of it, as ``rag eval --json`` prints it."""

    def read() -> Response:
        summary, run = backend.catalog.shelf(collection).evaluations.get(evaluation_id)
        return JSONResponse(asdict(summary) | {"run": run})

    return await backend.work.result(request, read)


@router.delete(f"{PATH}/{{evaluation_id}}", response_model=ForgottenReply, responses=errors(404, 422, 503))
def delete_evaluation(
    evaluation_id: Annotated[RunId, Path()], backend: Here, collection: Collection = DEFAULT_COLLECTION
) -> dict[str, int]:
    """Forget a run."""
    backend.catalog.shelf(collection).evaluations.delete(evaluation_id)
    return {"deleted": evaluation_id}


@router.get(
    f"{PATH}/{{before_id}}/compare/{{after_id}}", response_model=ComparisonReply, responses=errors(404, 422, 503)
)
async def compare_evaluations(
    before_id: Annotated[RunId, Path()],
    after_id: Annotated[RunId, Path()],
    request: Request,
    backend: Here,
    collection: Collection = DEFAULT_COLLECTION,
) -> Response:
    """What changed between two runs: every figure with the interval of its difference, and every question."""

    def paired() -> Response:
        evaluations = backend.catalog.shelf(collection).evaluations
        before, after = (rows_of(evaluations.get(id)[1], f"run {id}") for id in (before_id, after_id))
        return JSONResponse(comparison_to_json(compare(before, after)))

    return await backend.work.result(request, paired)
