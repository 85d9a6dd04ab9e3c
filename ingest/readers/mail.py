"""E-mail (.eml, .mbox): subject as heading, from whom to whom and when, then what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.mail_kind import MAIL, MBOX
from ingest.readers.builder import TextBuilder, append
from ingest.readers.mail_parts import MOST_ATTACHMENTS, Mail, Room, open_mail
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document

_ENVELOPE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From \S+ [^\r\n]*\d{4}[^\r\n]*\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_MAILS = 10_000
_MOST_WARNINGS = 20


class MailReader:
    """Reads one mail, or a folder of mails in the form mbox; what is attached is read by the reader of its kind."""

    media_types = (MAIL, MBOX)

    def read(self, data: bytes, name: str) -> Document:
        """Raises EmptyExtraction where nothing is written and ReadError where parts are nested without end."""
        builder = TextBuilder()
        warnings: list[str] = []
        mails: list[Mail] = []
        room = Room(MOST_ATTACHMENTS)
        is_folder = _ENVELOPE.match(data) is not None
        for piece in _split(data, warnings) if is_folder else [data]:
            try:
                mail = open_mail(piece, room)
            except RecursionError:
                raise ReadError(f"{name} nests its parts without end", "Save what it holds as a file") from None
            if mail.body is None and not mail.subject:
                continue
            mails.append(mail)
            _write(builder, mail)
            warnings += mail.warnings
        if not any(mail.body for mail in mails):
            raise EmptyExtraction(f"{name} holds no text", "Check whether what counts is a picture")
        return _document(builder, mails, MBOX if is_folder else MAIL, warnings)


def _document(builder: TextBuilder, mails: list[Mail], kind: str, warnings: list[str]) -> Document:
    """What a single mail says of itself is said of the document; a folder's name says more than its first subject."""
    only = mails[0] if kind == MAIL else None
    if len(warnings) > _MOST_WARNINGS:
        warnings[_MOST_WARNINGS:] = [f"and {len(warnings) - _MOST_WARNINGS} more"]
    return Document(
        text=builder.text,
        blocks=tuple(builder.blocks),
        media_type=kind,
        title=only.subject or None if only else None,
        created=only.date if only else min((mail.date for mail in mails if mail.date), default=None),
        authors=(only.sender,) if only and only.sender else (),
        warnings=tuple(warnings),
    )


def _write(builder: TextBuilder, mail: Mail) -> None:
    builder.add("heading", mail.subject or "(no subject)", level=1)
    builder.add("paragraph", mail.letterhead)
    if mail.body:
        append(builder, mail.body, below=1)


def _split(data: bytes, warnings: list[str]) -> Iterator[bytes]:
    """The mails of a folder; a line that begins with ``From`` is quoted in it by ``>``."""
    ends = _ENVELOPE.finditer(data)
    start = next(ends).end()
    for number, found in enumerate(ends, start=1):
        if number == _MOST_MAILS:
            warnings.append(f"only the first {_MOST_MAILS} mails were read")
            return
        yield _QUOTED_FROM.sub(rb"\1", data[start : found.start()])
        start = found.end()
    yield _QUOTED_FROM.sub(rb"\1", data[start:])
