"""What parent and child say to each other: JSON objects, each after its length, over a socket. Never a pickle."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]

MOST_BYTES = 256 << 20
"""The longest message that either side accepts."""

_LENGTH = struct.Struct("!Q")
_PIECE = 1 << 20


class TooLong(Exception):
    """A message over ``MOST_BYTES``."""


def pack(message: Message) -> bytes:
    """A message as bytes, its length first; TooLong when it is over the cap.

    Lone surrogates, which file names may hold, survive.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) > MOST_BYTES:
        raise TooLong
    return _LENGTH.pack(len(body)) + body


def receive(channel: socket.socket, before: Callable[[], None] = lambda: None) -> Message | None:
    """The next message, None when the other side is gone; ``before`` runs before each wait and may raise.

    Raises TooLong without reading a message that is, and ValueError for one that is no JSON object.
    """
    header = _exactly(channel, _LENGTH.size, before)
    if header is None:
        return None
    (length,) = _LENGTH.unpack(header)
    if length > MOST_BYTES:
        raise TooLong
    body = _exactly(channel, length, before)
    if body is None:
        return None
    message = json.loads(body.decode("utf-8", "surrogatepass"))
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")
    return message


def _exactly(channel: socket.socket, length: int, before: Callable[[], None]) -> bytes | None:
    parts, missing = [], length
    while missing:
        before()
        try:
            part = channel.recv(min(missing, _PIECE))
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
