"""What a built base consists of, so that a base that is not whole is recognised before it answers."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from rag.errors import IndexDamaged, StorageError

NAME = "manifest.json"
VERSION = 1
VERIFIED_ON_OPEN = 64 * 2**20
"""Most stored bytes of a file that opening reads to check; larger files are checked by size, or by `verify`."""

_BLOCK = 2**16


def write(directory: Path, facts: dict[str, Any], rewritten: frozenset[str] = frozenset()) -> None:
    """Make every file below ``directory`` durable, then publish the manifest in one step.

    ``rewritten`` names files that the engine writes anew when it opens a base: they must be there, whatever they hold.
    """
    try:
        files = {str(path.relative_to(directory)): _described(path, rewritten) for path in _files(directory)}
        for folder in [directory, *(path for path in directory.rglob("*") if path.is_dir())]:
            _sync_folder(folder)
        body = {"version": VERSION, **facts, "files": files}
        temporary = directory / f"{NAME}.tmp"
        with temporary.open("w", encoding="utf-8") as out:
            json.dump({**body, "checksum": _checksum(body)}, out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(directory / NAME)
        _sync_folder(directory)
    except OSError as error:
        raise StorageError(f"the index in {directory} cannot be written: {error}") from error


def read(directory: Path, engine: str) -> dict[str, Any]:
    """The facts of the base in ``directory``, its files checked; IndexDamaged when it is not whole."""
    body = _parsed(directory)
    if body.get("version") != VERSION or body.get("engine") != engine:
        raise _damaged(directory, f"its manifest is not one of engine {engine}, version {VERSION}")
    for name, expected in body["files"].items():
        _check(directory, name, expected, VERIFIED_ON_OPEN)
    return body


def verify(directory: Path) -> None:
    """Read every byte of a base, also of its large files; IndexDamaged when any has changed."""
    for name, expected in _parsed(directory)["files"].items():
        _check(directory, name, expected, None)


def _parsed(directory: Path) -> dict[str, Any]:
    try:
        body: dict[str, Any] = json.loads((directory / NAME).read_text(encoding="utf-8"))
        stored = body.pop("checksum")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise _damaged(directory, f"its manifest cannot be read ({error})") from error
    if stored != _checksum(body):
        raise _damaged(directory, "its manifest has changed")
    return body


def _check(directory: Path, name: str, expected: dict[str, Any], limit: int | None) -> None:
    path = directory / name
    try:
        if "crc32" not in expected:
            path.stat()
        elif path.stat().st_size != expected["size"]:
            raise _damaged(directory, f"{name} has another size")
        elif (limit is None or expected["stored"] <= limit) and fingerprint(path)[0] != expected["crc32"]:
            raise _damaged(directory, f"{name} has changed")
    except OSError as error:
        raise _damaged(directory, f"{name} cannot be read ({error})") from error


def _damaged(directory: Path, what: str) -> IndexDamaged:
    return IndexDamaged(f"the index in {directory} is damaged: {what}", "It can be rebuilt from the catalog")


def _described(path: Path, rewritten: frozenset[str]) -> dict[str, int]:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
    if path.name in rewritten:
        return {}
    crc32, stored = fingerprint(path)
    return {"size": path.stat().st_size, "stored": stored, "crc32": crc32}


def fingerprint(path: Path) -> tuple[int, int]:
    """CRC-32 of the blocks that are not all zero, with their places, and how many bytes those are.

    Engines allocate ahead, so most bytes of a young file are holes: leaving zeros out keeps opening cheap, and
    a copy in which the holes were filled stays the same file.
    """
    crc32 = stored = 0
    with path.open("rb", buffering=0) as handle:
        for offset, block in _blocks(handle):
            if block.count(0) < len(block):
                crc32 = zlib.crc32(block, zlib.crc32(offset.to_bytes(8, "little"), crc32))
                stored += len(block)
    return crc32, stored


def _blocks(handle: BinaryIO | Any) -> Iterator[tuple[int, bytes]]:
    """The blocks of a file from its start, holes skipped where the system can tell them."""
    size = os.fstat(handle.fileno()).st_size
    offset = 0
    while offset < size:
        offset = _next_data(handle.fileno(), offset)
        if offset >= size:
            return
        handle.seek(offset)
        block = handle.read(_BLOCK)
        if not block:
            return
        yield offset, block
        offset += _BLOCK


def _next_data(descriptor: int, offset: int) -> int:
    """The start of the first block at or after ``offset`` that may hold anything."""
    if not hasattr(os, "SEEK_DATA"):
        return offset
    try:
        return os.lseek(descriptor, offset, os.SEEK_DATA) // _BLOCK * _BLOCK
    except OSError:
        # ENXIO: nothing but a hole from here to the end.
        return os.fstat(descriptor).st_size


def _checksum(body: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
