"""``rag mcp``."""

from __future__ import annotations

from importlib import import_module

import click

from ingest.cli.options import Call, common

_SERVER = "api.mcp_stdio:serve"


@click.command()
@common
def mcp(call: Call) -> None:
    """Serve MCP on standard input and output, for assistants on this machine: tools search, fetch and ask.

    The client starts it; tools take the collection as an argument. Over HTTP, rag serve has the same at /mcp.

    \b
    {"mcpServers": {"documents": {"command": "rag", "args": ["mcp", "--data", "/home/me/rag-data"]}}}
    """
    module, name = _SERVER.split(":")
    getattr(import_module(module), name)(call.settings)
