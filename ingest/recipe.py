"""How a document was read and split, stored with each version: it tells which files are to be read again."""

from __future__ import annotations

from ingest.readers.ocr.account import UNREAD
from ingest.readers.ocr.networks import is_installed
from rag.settings import Settings
from rag.types import Document

_READING = "read-3"
_SPLITTING = "split-1"
_JUDGING = "judge-1"
_WITHOUT = "without-ocr"
_WITHIN = "ocr-within"


def recipe(settings: Settings) -> str:
    """Marks stored versions as read in this way; a document of another recipe is read again."""
    return f"{_READING} {_SPLITTING} {_JUDGING} {settings.chunk_tokens}"


def recipe_of(document: Document, settings: Settings) -> str:
    """The recipe of a document just read, with what kept pages of it from being recognised."""
    if UNREAD not in document.metadata:
        return recipe(settings)
    return f"{recipe(settings)} {f'{_WITHIN} {settings.file_seconds:g}' if is_installed() else _WITHOUT}"


def still_holds(stored: str, settings: Settings) -> bool:
    """Whether a document stored with that recipe would be read as it was.

    One with pages that were not recognised would not, once text recognition is installed or has more time.
    """
    now = recipe(settings)
    if not stored.startswith(f"{now} "):
        return stored == now
    kept_back, _, seconds = stored.removeprefix(f"{now} ").partition(" ")
    if kept_back == _WITHIN:
        return not is_installed() or settings.file_seconds <= float(seconds)
    return kept_back == _WITHOUT and not is_installed()
