"""``/v1/map/export.csv`` and ``/v1/map/export.parquet``: the points as a table for other programs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from rag.catalog.mapped import Mapped
from rag.map.current import CurrentMap
from rag.map.export import csv_lines
from rag.map.parquet import check_installed, write_parquet

router = APIRouter()

_PIECE = 1 << 16


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "A file", "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


def _read(backend: Backend, collection: str) -> tuple[CurrentMap, Mapped]:
    shelf = backend.catalog.shelf(collection)
    return backend.maps.current(shelf), Mapped(shelf.database, shelf.collection)


@router.get("/v1/map/export.csv", response_class=Response, responses=errors(404, 422, 503) | _file("text/csv"))
async def export_csv(
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """The points as CSV; no cell is taken for a formula."""
    points, mapped = await backend.work.result(request, lambda: _read(backend, collection))
    return StreamingResponse(csv_lines(points, mapped), media_type="text/csv", headers=_saved_as("map.csv"))


@router.get(
    "/v1/map/export.parquet",
    response_class=Response,
    responses=errors(404, 422, 503) | _file("application/vnd.apache.parquet"),
)
async def export_parquet(
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """The points as a Parquet file."""

    def write() -> BinaryIO:
        points, mapped = _read(backend, collection)
        check_installed()
        out = tempfile.TemporaryFile()  # noqa: SIM115 (closed when its last piece is sent)
        try:
            write_parquet(points, mapped, out)
        except BaseException:
            out.close()
            raise
        out.seek(0)
        return out

    written = await backend.work.result(request, write)
    headers = _saved_as("map.parquet")
    return StreamingResponse(_pieces(written), media_type="application/vnd.apache.parquet", headers=headers)


def _pieces(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while piece := out.read(_PIECE):
            yield piece


def _saved_as(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
