"""The application: settings in, routes and their guards out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Match
from starlette.types import Scope

from api.access import Access
from api.backend import open_backend
from api.bodies import BodyLimits, UnreadBodies
from api.door import Door
from api.errors import install_error_handlers
from api.guard import Guard, listed
from api.mcp_http import LARGEST_BODY, McpOverHttp
from api.mcp_http import PATH as MCP_PATH
from api.metrics import Metrics
from api.routes import (
    ask,
    blocks,
    calibration,
    chat,
    chunks,
    collections,
    documents,
    duplicates,
    embeddings,
    evaluations,
    explain,
    feedback,
    from_url,
    health,
    map,
    map_export,
    map_gaps,
    map_points,
    metrics,
    models,
    page,
    pages_of_document,
    reingest,
    rerank,
    search,
    similar,
    text,
    tokens,
    tour,
    upload,
)
from api.stopping import when_told_to_stop
from rag.settings import Settings

_ROUTES = (
    search,
    ask,
    explain,
    feedback,
    evaluations,
    calibration,
    collections,
    similar,
    models,
    chat,
    embeddings,
    rerank,
    tokens,
    tour,
    upload,
    from_url,
    duplicates,
    documents,
    chunks,
    reingest,
    text,
    blocks,
    pages_of_document,
    map,
    map_export,
    map_gaps,
    map_points,
    metrics,
    health,
    page,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service over HTTP; the data folder is opened and the model loaded when it starts."""
    settings = settings or Settings()
    counted, mcp = Metrics(), McpOverHttp()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opening = open_backend(settings, counted)
        backend = app.state.backend = await run_sync(opening.__enter__)
        loop = asyncio.get_running_loop()
        try:
            with when_told_to_stop(lambda: loop.call_soon_threadsafe(backend.stop)):
                async with mcp.serving():
                    yield
        finally:
            await run_sync(opening.__exit__, None, None, None)

    app = FastAPI(
        title="Sourcebound",
        summary="Answers questions from your own documents and proves every word of it.",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=_middleware(settings, counted),
    )
    app.state.metrics = counted
    install_error_handlers(app)
    for route in _ROUTES:
        app.include_router(route.router)
    app.router.routes.append(mcp.route)
    return app


def _middleware(settings: Settings, counted: Metrics) -> list[Middleware]:
    """From the outside in: log, read to the end, which hosts and sites, who may call, how much may be sent."""
    origins = listed(settings.allowed_origins)
    layers = [
        Middleware(Access, observe=counted.requested),
        Middleware(UnreadBodies),
        Middleware(Guard, hosts=listed(settings.allowed_hosts), origins=origins),
        Middleware(Door, is_open=_needs_no_key, required=settings.require_key, per_minute=settings.requests_per_minute),
        Middleware(
            BodyLimits,
            form_path=upload.PATH,
            form_limit=settings.max_upload_megabytes << 20,
            json_limits={MCP_PATH: LARGEST_BODY}
            | {route.PATH: route.LARGEST_BODY for route in (evaluations, chat, embeddings, rerank)},
        ),
    ]
    if origins:
        # Before the door: a browser asks whether it may call without showing the key.
        methods, headers = ["GET", "POST", "DELETE"], ["content-type", "authorization", "x-api-key"]
        allowing = Middleware(CORSMiddleware, allow_origins=origins, allow_methods=methods, allow_headers=headers)
        layers.insert(3, allowing)
    return layers


def _needs_no_key(scope: Scope) -> bool:
    """Health, the pages' own files, and where a browser finds none: they hold nothing of anybody's."""
    if scope["path"].startswith("/v1"):
        return False
    if any(route.matches(scope)[0] is Match.FULL for route in (*health.router.routes, *page.router.routes)):
        return True
    return page.wants_a_page(scope) and all(route.matches(scope)[0] is Match.NONE for route in scope["app"].routes)
