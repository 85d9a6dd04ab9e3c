"""Any document loader of LangChain as a source, named on the command line as ``module:Class``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from langchain_core.document_loaders import BaseLoader

from rag.errors import InvalidRequest

_EXAMPLE = "for example langchain_community.document_loaders:CSVLoader"


def make_loader(named: str, arguments: Sequence[str]) -> BaseLoader:
    """The loader of that name, made with these arguments.

    The module's code is run, as ``python -m`` would: so this is for what somebody types, never for what a file or a
    request says. InvalidRequest for what is no loader, or not installed.
    """
    module, colon, name = named.partition(":")
    if not (colon and name.isidentifier() and all(part.isidentifier() for part in module.split("."))):
        raise InvalidRequest(f"{named[:100]!r} does not name a loader", f"write module:Class, {_EXAMPLE}")
    try:
        found = getattr(import_module(module), name, None)
    except ImportError as error:
        raise InvalidRequest(
            f"{module} cannot be imported ({error})", "install its package beside sourcebound"
        ) from None
    if not (isinstance(found, type) and issubclass(found, BaseLoader)):
        raise InvalidRequest(f"{named} is no document loader of LangChain", f"name one, {_EXAMPLE}")
    try:
        return found(*arguments)
    except (TypeError, ValueError, OSError, ImportError) as error:
        raise InvalidRequest(f"{name} cannot be made of these arguments: {error}", "see its documentation") from error
