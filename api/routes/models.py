"""``GET /v1/models``: what OpenAI's clients may ask, each collection as a model of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.backend import Backend, backend_of
from api.models import READER, embedding_model, model_of_collection
from api.openai_errors import NoSuchModel
from api.routes.replies import errors
from api.schemas.openai import ModelReply, ModelsReply

router = APIRouter()


@router.get("/v1/models", response_model=ModelsReply)
def list_models(backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, Any]:
    """The collections that can be asked, then what embeds texts and what reads them."""
    return {"object": "list", "data": _models(backend)}


@router.get("/v1/models/{model:path}", response_model=ModelReply, responses=errors(404))
def get_model(model: str, backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, Any]:
    """One of them."""
    found = next((each for each in _models(backend) if each["id"] == model), None)
    if found is None:
        raise NoSuchModel(model)
    return found


def _models(backend: Backend) -> list[dict[str, Any]]:
    made = {model_of_collection(name): moment for name, moment in backend.catalog.collections.created().items()}
    answering = [_model(name, int(datetime.fromisoformat(moment).timestamp())) for name, moment in made.items()]
    return [*answering, _model(embedding_model(backend), 0), _model(READER, 0)]


def _model(name: str, created: int) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": created, "owned_by": "sourcebound"}
