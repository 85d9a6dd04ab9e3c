"""Hostile pictures: more pixels than memory, cut-off data, chains of pages without an end, metadata that swells."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from tests.hostile.case import Case
from tests.hostile.formats import deflated, pdf_page, png, repeated

_TIFF_FIELDS = ((256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 8), (279, 64))
"""Tags and values of a grey picture of 8 x 8 points."""


def picture_cases(scale: float) -> Iterator[Case]:
    """None holds text. Without text recognition each is skipped by its kind; with it, it is opened."""
    size = max(int((1 << 30) * scale), 1 << 20)
    side = 8900
    torn = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xdb"
    scan = b"q 612 0 0 792 0 0 cm BI /W %d /H %d /BPC 8 /CS /G /F /Fl ID " % (side, side)
    yield Case("picture/pixel.png", lambda _: png(1, 1, b"\0\xff\0\0"), "reported")
    yield Case("picture/claims.png", lambda _: png(50_000, 50_000, b"\0" * 99), "reported")
    yield Case("picture/black.png", lambda _: _grey_png(side, side), "reported")
    yield Case("picture/strip.png", lambda _: _grey_png(1_000_000, 4), "reported")
    yield Case("picture/needle.png", lambda _: _grey_png(4, 1_000_000), "reported")
    yield Case("picture/comment.png", lambda _: _commented(size), "reported")
    yield Case("picture/cut.jpg", lambda _: torn, "reported")
    yield Case("picture/note.jpg", lambda _: png(8, 8, bytes(8 * 25)), "reported")
    yield Case("picture/ring.tiff", lambda _: _tiff(follows=8), "reported")
    yield Case("picture/tall.tiff", lambda _: _tiff(follows=0, height=1 << 31), "reported")
    yield Case("picture/far.tiff", lambda _: b"II*\0" + struct.pack("<I", 0xFFFF_FFF0), "reported")
    yield Case("picture/wide.webp", lambda _: _webp(16_383, 16_383), "reported")
    yield Case("picture/wide.bmp", lambda _: _bmp(2_000_000_000, 2_000_000_000), "reported")
    yield Case("picture/upside.bmp", lambda _: _bmp(-8, -(1 << 31)), "reported")
    yield Case("picture/scan.pdf", lambda _: pdf_page(scan + zlib.compress(bytes(side * side)) + b" EI Q"), "reported")


def _grey_png(width: int, height: int) -> bytes:
    """A whole PNG, black."""
    header = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = deflated(repeated(bytes(width + 1), (width + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, (b"IHDR", b"IDAT", b"IEND"), (header, rows, b"")))


def _commented(size: int) -> bytes:
    """A PNG with a compressed comment of that size."""
    comment = b"Comment\0\0" + deflated(repeated(bytes(1024), size))
    return png(8, 8, bytes(8 * 25)).replace(b"\0\0\0\x0dIHDR", _chunk(b"zTXt", comment) + b"\0\0\0\x0dIHDR", 1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def _tiff(follows: int, height: int = 8) -> bytes:
    """A TIFF of one page, after which comes the one at ``follows``: 8 is the same again."""
    fields = [(tag, height if tag == 257 else value) for tag, value in _TIFF_FIELDS]
    at = 8 + 2 + 12 * len(fields) + 4
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, at if tag == 273 else value) for tag, value in fields)
    return b"II*\0" + struct.pack("<IH", 8, len(fields)) + entries + struct.pack("<I", follows) + bytes(64)


def _webp(width: int, height: int) -> bytes:
    extended = struct.pack("<B3x", 2) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + extended + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _bmp(width: int, height: int) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 64, 0, 0, 54) + header + bytes(64)
