"""``rag serve``."""

from __future__ import annotations

import os

import click

from ingest.cli.options import Call, common


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is this machine only."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@common
def serve(call: Call, host: str, port: int) -> None:
    """Answer over HTTP; documents ingested meanwhile are found within two seconds.

    \b
    rag serve --port 8080
    curl -s localhost:8080/v1/ask -H 'content-type: application/json' -d '{"question": "When does it end?"}'
    """
    import uvicorn

    # The application is built in uvicorn's process from its import string, so the settings travel by environment.
    os.environ["RAG_DATA"] = str(call.settings.data.expanduser().resolve())
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=host,
        port=port,
        log_level="info",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
