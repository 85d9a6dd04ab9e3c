"""Names that uploads arrive with: shown, sniffed, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

_UPLOAD = "upload:///"
_LONGEST = 200
_LONGEST_SUFFIX = 20
_UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_SEPARATORS = re.compile(r"[/\\]")


def shown_name(name: str) -> str:
    """The last part of a name without control, invisible or undecodable characters, of a bearable length."""
    last = _SEPARATORS.split(name.strip())[-1]
    visible = "".join(" " if unicodedata.category(character) in _UNSHOWN else character for character in last)
    composed = " ".join(unicodedata.normalize("NFC", visible).split())
    return _shortened(composed) if composed.strip(".") else "unnamed"


def upload_uri(name: str) -> str:
    """What an uploaded document is known by: the same name in the same collection is the same document."""
    return f"{_UPLOAD}{quote(name, safe='')}"


def upload_name(uri: str) -> str:
    """The shown name that ``upload_uri`` made a uri of."""
    return unquote(uri.removeprefix(_UPLOAD))


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        return name[:_LONGEST]
    return f"{stem[: _LONGEST - len(suffix) - 1]}.{suffix}"
