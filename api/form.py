"""The upload form, parsed while it arrives: files go to disk piece by piece, everything else is small or refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial

from anyio.to_thread import run_sync
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.names import shown_name
from api.uploads import IncomingUpload
from rag.errors import InvalidRequest, TooLarge

MOST_FILES = 100
_MOST_PARTS = MOST_FILES + 10
_MOST_HEADERS = 8
_LONGEST_HEADER = 8 << 10
_LONGEST_VALUE = 1 << 10
_PIECE = 256 << 10
_FIELDS = ("collection",)


class UploadForm:
    """Collects the files and fields of a multipart form. ``begin`` makes an upload from a shown name."""

    def __init__(self, content_type: str, begin: Callable[[str], IncomingUpload]) -> None:
        self.files: list[IncomingUpload] = []
        self.fields: dict[str, str] = {}
        self._begin = begin
        self._parts = 0
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._file: IncomingUpload | None = None
        self._field = ""
        self._value = bytearray()
        self._ended = False
        self._parser = self._make_parser(content_type)

    async def read(self, pieces: AsyncIterator[bytes]) -> None:
        """Parse a body. Raises InvalidRequest for a broken form, TooLarge past a limit, StorageError."""
        waiting = bytearray()
        async for piece in pieces:
            waiting += piece
            if len(waiting) >= _PIECE:
                await run_sync(partial(self._feed, bytes(waiting)))
                waiting.clear()
        await run_sync(partial(self._feed, bytes(waiting)))
        if not self._ended:
            raise _broken("it ends in the middle")
        if not self.files:
            raise InvalidRequest("there is no file in the form", "send at least one part with a filename")

    def abandon(self) -> None:
        """Remove everything that was not published."""
        for file in self.files:
            file.abandon()

    def _feed(self, data: bytes) -> None:
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise _broken(str(error)) from None

    def _make_parser(self, content_type: str) -> MultipartParser:
        _, options = parse_options_header(content_type)
        if not options.get(b"boundary"):
            raise _broken("its boundary is missing")
        callbacks = {
            "on_part_begin": self._on_part_begin,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }
        limits = {"max_header_count": _MOST_HEADERS, "max_header_size": _LONGEST_HEADER}
        try:
            return MultipartParser(options[b"boundary"], callbacks, **limits)  # type: ignore[arg-type]
        except FormParserError as error:
            raise _broken(str(error)) from None

    def _on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise TooLarge(f"the form has more than {_MOST_PARTS} parts", "send several requests")
        self._disposition = b""
        self._file = None
        self._value = bytearray()

    def _on_header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = _decoded(options.get(b"name", b""))
        if b"filename" not in options:
            if self._field not in _FIELDS:
                raise InvalidRequest("the form has a field that is not known", f"files, and {', '.join(_FIELDS)}")
            return
        if len(self.files) == MOST_FILES:
            raise TooLarge(f"the form has more than {MOST_FILES} files", "send several requests")
        self._file = self._begin(shown_name(_decoded(options[b"filename"])))
        self.files.append(self._file)

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
        elif len(self._value) + end - start > _LONGEST_VALUE:
            raise TooLarge(f"the field {self._field} is longer than {_LONGEST_VALUE} bytes")
        else:
            self._value += data[start:end]

    def _on_part_end(self) -> None:
        if self._file is None:
            self.fields[self._field] = _decoded(bytes(self._value))

    def _on_end(self) -> None:
        self._ended = True


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _broken(why: str) -> InvalidRequest:
    return InvalidRequest(f"the form cannot be read: {why[:200]}", "send it as multipart/form-data")
