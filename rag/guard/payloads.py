"""Text that is written so that only a machine reads it: Base64 and hexadecimal digits."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{32,4000}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){16,2000}")
_MOST = 20
_LEAST_PLAIN = 0.95


def decoded(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what it says) of the first encoded stretches that come to plain sentences."""
    for pattern, decode in ((_BASE64, _from_base64), (_HEX, bytes.fromhex)):
        for count, found in enumerate(pattern.finditer(text)):
            if count == _MOST:
                break
            try:
                plain = decode(found[0]).decode("utf-8")
            except (ValueError, binascii.Error):
                continue
            if " " in plain and sum(char.isprintable() for char in plain) >= _LEAST_PLAIN * len(plain):
                yield *found.span(), plain


def _from_base64(digits: str) -> bytes:
    digits = digits.rstrip("=").translate(str.maketrans("-_", "+/"))
    return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
