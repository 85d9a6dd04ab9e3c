"""MCP over HTTP at ``/mcp``: streamable, without sessions, behind the same door as everything else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.backend import backend_of
from api.errors import ErrorResponse, describe
from rag.errors import MissingExtra

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"
LARGEST_BODY = 1 << 20


class McpOverHttp:
    """The endpoint; it answers while ``serving`` lasts. Each call is answered whole: there is nothing to go back to."""

    def __init__(self) -> None:
        self._manager: StreamableHTTPSessionManager | None = None
        self.route = Route(PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Where the official package is not installed, every call is told so."""
        try:
            from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

            from api.mcp_server import make_server
        except ImportError:
            yield
            return
        # Host and Origin were checked by the guard.
        self._manager = StreamableHTTPSessionManager(make_server(backend_of), json_response=True, stateless=True)
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._manager is None:
            await ErrorResponse(*describe(MissingExtra("mcp", "mcp")))(scope, receive, send)
        else:
            await self._manager.handle_request(scope, receive, send)
