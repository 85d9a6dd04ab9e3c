"""``rag serve``."""

from __future__ import annotations

import os
import socket
from copy import deepcopy
from typing import Any

import click

from ingest.cli.options import Call, common
from rag.errors import InvalidRequest
from rag.settings import Settings

_EVERYWHERE = ("0.0.0.0", "::", "")
_GRACE_SECONDS = 5


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

    from rag.compose import open_catalog
    from rag.embedders import open_tokenizer

    with open_catalog(call.settings):
        # What is wrong with the data folder or the model is said in one line, not by a server that fails to start.
        open_tokenizer(call.settings)
    # The application is built in uvicorn's process from its import string, so the settings travel by environment.
    os.environ["RAG_DATA"] = str(call.settings.data.expanduser().resolve())
    os.environ["RAG_ALLOWED_HOSTS"] = allowed_hosts(call.settings, host)
    check_address(host, port)
    if host in _EVERYWHERE:
        click.echo("rag: anyone who reaches this machine can read the documents: there are no users and keys", err=True)
        click.echo("rag: set RAG_ALLOWED_HOSTS to the names that others call this machine by", err=True)
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=host,
        port=port,
        log_config=_log_config(uvicorn.config.LOGGING_CONFIG),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def check_address(host: str, port: int) -> None:
    """InvalidRequest when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            cause = f"{host}:{port} cannot be listened on ({error.strerror})"
            raise InvalidRequest(cause, "choose another --port, or an address of this machine") from error


def allowed_hosts(settings: Settings, host: str) -> str:
    """The Host headers to answer: an address that is listened on by name is one of them."""
    if host in _EVERYWHERE:
        return settings.allowed_hosts
    return f"{settings.allowed_hosts},{f'[{host}]' if ':' in host else host}"


def _log_config(uvicorns: dict[str, Any]) -> dict[str, Any]:
    """Uvicorn's own way of logging, for our lines too."""
    config = deepcopy(uvicorns)
    config["loggers"]["api"] = {"handlers": ["default"], "level": "INFO", "propagate": False}
    return config
