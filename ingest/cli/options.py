"""What every command takes, and the settings that follow from it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from rag.errors import InvalidRequest
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Call:
    """The settings, the collection and how to print of one call."""

    settings: Settings
    collection: str
    as_json: bool

    def print_json(self, value: Mapping[str, Any]) -> None:
        click.echo(json.dumps(value, ensure_ascii=False))


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --data, --collection and --json; the command gets them as one ``call``."""

    @click.option("--data", type=click.Path(path_type=Path), help="Data folder (RAG_DATA, else ./rag-data).")
    @click.option("--collection", default="default", show_default=True, help="Which collection of documents.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
    @wraps(command)
    def with_call(data: Path | None, collection: str, as_json: bool, **arguments: Any) -> Any:
        return command(call=Call(load_settings(data), readable(collection), as_json), **arguments)

    return with_call


def readable(argument: str) -> str:
    """An argument as text, whatever the locale; InvalidRequest when its bytes are not UTF-8."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        raise InvalidRequest("an argument is not UTF-8 text", "check the encoding of the terminal or script") from None


def load_settings(data: Path | None) -> Settings:
    """Settings from the environment, the data folder from the command line where given."""
    from pydantic import ValidationError

    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as error:
        wrong = "; ".join(f"RAG_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        raise InvalidRequest(f"a setting is wrong: {wrong}", "see docs/settings.md") from None
