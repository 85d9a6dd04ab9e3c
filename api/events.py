"""Server-sent events whose framing no text can break."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def event(name: str, data: Mapping[str, Any]) -> bytes:
    """One event with its data as one line of JSON, in which every line break is escaped."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, allow_nan=False)}\n\n".encode()
