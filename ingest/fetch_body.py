"""The body of a response, unpacked piece by piece and cut off at a limit: a small bomb stays small."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from rag.errors import SourceError, TooLarge

_PIECE = 1 << 16
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


def bounded_body(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The decoded bytes of a body; TooLarge when more than ``limit`` arrive, packed or unpacked.

    ``encoding`` is the Content-Encoding header; only what was asked for (gzip, identity) is understood.
    """
    received = _bounded(chunks, limit)
    if encoding in ("", "identity"):
        return received
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _bounded(_inflated(received), limit)
    raise SourceError("The server packs its answer in a way it was not asked to")


def too_large(limit: int) -> TooLarge:
    """The error for a body of more than ``limit`` bytes."""
    return TooLarge(f"The page is larger than {limit >> 20} MB", "Raise RAG_MAX_FETCH_MEGABYTES")


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise too_large(limit)
        yield chunk


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
    for chunk in chunks:
        while chunk:
            if decoder.eof:  # gzip allows several members, one after the other
                decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
            yield from _pieces(decoder, chunk)
            chunk = decoder.unused_data
    if not decoder.eof:
        raise SourceError("The server's packed answer ends too early", "Try again")


def _pieces(decoder: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """Unpack without ever holding more than one piece; a full piece may mean that more is waiting."""
    try:
        while True:
            piece = decoder.decompress(packed, _PIECE)
            yield piece
            packed = decoder.unconsumed_tail
            if decoder.eof or (not packed and len(piece) < _PIECE):
                return
    except zlib.error:
        raise SourceError("The server's packed answer is broken", "Try again") from None
