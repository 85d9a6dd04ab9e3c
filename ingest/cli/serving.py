"""``rag serve``."""

from __future__ import annotations

import os
import socket
from copy import deepcopy
from ipaddress import ip_address
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

import click

from ingest.cli.options import Call, common
from rag.errors import InvalidRequest
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.catalog.keys import Keys

_EVERYWHERE = ("0.0.0.0", "::", "")
_JSON_LINES = "api.log_lines.JsonLines"
_LAST_WORDS_SECONDS = 1
"""What is left to tell streams that they end, after their time is up."""


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is this machine only."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer, on one port."
)
@common
def serve(call: Call, host: str, port: int, workers: int) -> None:
    """Answer over HTTP; documents ingested meanwhile are found within two seconds.

    It listens on this machine only. Another --host lets others in, so there must be a key first: see rag keys.
    Each worker loads the models and has its own bounds and rate limits; one that dies is replaced.

    \b
    rag serve --port 8080
    curl -s localhost:8080/v1/ask -H 'content-type: application/json' -d '{"question": "When does it end?"}'
    """
    import uvicorn

    from rag.compose import open_catalog
    from rag.embedders import open_tokenizer

    with open_catalog(call.settings) as catalog:
        check_keys(host, catalog.keys)
        # What is wrong with the data folder or the model is said in one line, not by a server that fails to start.
        open_tokenizer(call.settings)
    # The application is built in uvicorn's process from its import string, so the settings travel by environment.
    os.environ["RAG_DATA"] = str(call.settings.data.expanduser().resolve())
    os.environ["RAG_ALLOWED_HOSTS"] = allowed_hosts(call.settings, host)
    check_address(host, port)
    if host in _EVERYWHERE:
        click.echo("rag: set RAG_ALLOWED_HOSTS to the names that others call this machine by", err=True)
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=_log_config(uvicorn.config.LOGGING_CONFIG, call.settings.log_format),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=ceil(call.settings.stop_seconds) + _LAST_WORDS_SECONDS,
    )


def check_keys(host: str, keys: Keys) -> None:
    """InvalidRequest when others could reach the service and there is no key to keep them out."""
    if is_loopback(host) or any(key.revoked_at is None for key in keys.all()):
        return
    cause = f"whoever reaches {host or 'this machine'} could read, add and delete every document: there is no key"
    raise InvalidRequest(cause, "make one first: rag keys create NAME; or listen on 127.0.0.1")


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only; a name that is not localhost may not be."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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


def _log_config(uvicorns: dict[str, Any], form: Literal["text", "json"]) -> dict[str, Any]:
    """Uvicorn's own way of logging, for our lines too; as JSON its lines are like ours."""
    config = deepcopy(uvicorns)
    config["loggers"]["api"] = {"handlers": ["default"], "level": "INFO", "propagate": False}
    if form == "json":
        config["formatters"] = {name: {"()": _JSON_LINES} for name in config["formatters"]}
    return config
