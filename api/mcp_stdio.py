"""MCP over standard input and output, for a client on this machine that starts the server itself."""

from __future__ import annotations

import asyncio

from api.backend import open_backend
from api.metrics import Metrics
from rag.errors import MissingExtra
from rag.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until the input ends. Whoever can start this can read the data folder, so no key is asked for.

    Raises MissingExtra where the official package is not installed, and what ``open_backend`` raises.
    """
    try:
        from mcp.server.stdio import stdio_server

        from api.mcp_server import make_server
    except ImportError:
        raise MissingExtra("mcp", "mcp") from None
    with open_backend(settings, Metrics()) as backend:
        server = make_server(lambda _request: backend)

        async def until_the_input_ends() -> None:
            async with stdio_server() as (incoming, outgoing):
                await server.run(incoming, outgoing, server.create_initialization_options())

        asyncio.run(until_the_input_ends())
