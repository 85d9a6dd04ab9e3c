"""One e-mail taken apart: its headers in plain words, the text that is shown, what is attached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from ingest.mail_kind import MAIL, MBOX
from ingest.readers.builder import TextBuilder, append, collapse
from ingest.readers.dates import parse_date
from ingest.readers.decode import decode
from ingest.readers.html import HtmlReader
from ingest.readers.plain import PlainReader
from ingest.readers.registry import reader_for
from ingest.sniff import media_type
from rag.errors import EmptyExtraction, RagError, ReadError
from rag.types import Document

_LONGEST_HEADER = 2000
_LONGEST_ENCODED = 20_000
_MOST_PARTS = 1000
_DEEPEST_MAIL = 3
# What the parser of the standard library raises for names of charsets that are none, NULs and broken encodings.
_MALFORMED = (MessageError, LookupError, ValueError)

MOST_ATTACHMENTS = 100
"""Most attachments of a file that are read."""


@dataclass(slots=True)
class Room:
    """How many attachments may still be read, and how many mails may still be opened within each other."""

    attachments: int
    mails: int = _DEEPEST_MAIL


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader sees it; ``body`` is None where nothing is written."""

    subject: str
    sender: str
    to: str
    cc: str
    date: datetime | None
    body: Document | None
    warnings: tuple[str, ...]

    @property
    def letterhead(self) -> str:
        """From whom to whom and when, a line each."""
        date = self.date.isoformat(" ") if self.date else ""
        lines = {"From": self.sender, "To": self.to, "Cc": self.cc, "Date": date}
        return "\n".join(f"{label}: {text}" for label, text in lines.items() if text)


def open_mail(data: bytes, room: Room) -> Mail:
    """Parse a mail, whatever is wrong with it; raises RecursionError where parts are nested beyond reason."""
    return _opened(message_from_bytes(data), room)


def _opened(message: Message, room: Room) -> Mail:
    builder = TextBuilder()
    attached: list[tuple[str, Message]] = []
    warnings: list[str] = []
    for number, part in enumerate(_parts(message)):
        if number == _MOST_PARTS:
            warnings.append(f"only the first {_MOST_PARTS} parts were read")
            break
        name = _attachment(part)
        if name is not None:
            attached.append((name, part))
            continue
        page = _read(part)
        if page is not None:
            append(builder, page)
            warnings += page.warnings
    for name, part in attached:
        _add_attached(builder, name, part, room, warnings)
    return Mail(
        subject=_header(message, "subject"),
        sender=_header(message, "from"),
        to=_header(message, "to"),
        cc=_header(message, "cc"),
        date=parse_date(_header(message, "date").partition(" (")[0]),
        body=Document(builder.text, tuple(builder.blocks), MAIL) if builder.blocks else None,
        warnings=tuple(warnings),
    )


def _parts(message: Message) -> Iterator[Message]:
    """The parts that are shown or attached, in order; of alternatives the plain text, else the HTML."""
    pending = [message]
    while pending:
        part = pending.pop()
        if part.get_content_maintype() != "multipart" or not part.is_multipart():
            yield part
            continue
        inner = [each for each in part.get_payload() if isinstance(each, Message)]
        if part.get_content_subtype() == "alternative":
            pending += _preferred(inner)
        else:
            pending += reversed(inner)


def _preferred(alternatives: list[Message]) -> list[Message]:
    for kind in ("text/plain", "text/html"):
        for part in alternatives:
            if part.get_content_type() == kind and _read(part) is not None:
                return [part]
    return [part for part in alternatives if part.get_content_maintype() == "multipart"][-1:]


def _attachment(part: Message) -> str | None:
    """The name of an attachment; None for text that is part of the mail."""
    try:
        name = part.get_filename()
    except _MALFORMED:
        name = ""
    if part.get_content_disposition() != "attachment" and name is None and part.get_content_maintype() == "text":
        return None
    shown = collapse(_decoded(name or "")) or f"a part of kind {part.get_content_type()}"
    return shown[:200]


def _add_attached(builder: TextBuilder, name: str, part: Message, room: Room, warnings: list[str]) -> None:
    """Write an attachment under its name, or warn that it was not read."""
    room.attachments -= 1
    try:
        if room.attachments < 0:
            raise ReadError("only the first attachments of a file are read")
        data = _payload(part)
        kind = MAIL if part.is_multipart() else media_type(data, name)
        if kind == MBOX:
            raise ReadError("it is a folder of mails in a mail")
        page = _mail_within(part, data, room) if kind == MAIL else reader_for(kind).read(data, name)
    except RagError as error:
        warnings.append(f"attachment {name} was not read: {error.cause}")
        return
    builder.add("heading", f"Attachment: {name}", level=1)
    append(builder, page, below=1)
    warnings += (f"attachment {name}: {warning}" for warning in page.warnings)


def _mail_within(part: Message, data: bytes, room: Room) -> Document:
    """A mail that was forwarded as an attachment, with its subject and letterhead."""
    if room.mails <= 0:
        raise ReadError("mails are nested too deeply")
    inner = [each for each in part.get_payload() if isinstance(each, Message)] if part.is_multipart() else []
    room.mails -= 1
    try:
        mail = _opened(inner[0], room) if inner else open_mail(data, room)
    finally:
        room.mails += 1
    builder = TextBuilder()
    builder.add("heading", mail.subject, level=1)
    builder.add("paragraph", mail.letterhead)
    if mail.body:
        append(builder, mail.body, below=1)
    return Document(builder.text, tuple(builder.blocks), MAIL, warnings=mail.warnings)


def _read(part: Message) -> Document | None:
    """The text of a part; None where it is empty."""
    try:
        charset = part.get_content_charset()
    except _MALFORMED:
        charset = None
    text = decode(_payload(part), charset)[0].encode("utf-8", "replace")
    reader = HtmlReader() if part.get_content_subtype() == "html" else PlainReader()
    try:
        return reader.read(text, "mail")
    except EmptyExtraction:
        return None


def _payload(part: Message) -> bytes:
    """The bytes of a part, its encoding for transfer undone; none where that is broken."""
    try:
        payload = part.get_payload(decode=True)
    except _MALFORMED:
        return b""
    return payload if isinstance(payload, bytes) else b""


def _header(message: Message, name: str) -> str:
    """A header in one line of plain words."""
    return collapse(_decoded(str(message.get(name) or "")))[:_LONGEST_HEADER]


def _decoded(text: str) -> str:
    """Encoded words (``=?utf-8?q?...?=``) as they read; text that is badly encoded as it stands."""
    try:
        return str(make_header(decode_header(text[:_LONGEST_ENCODED])))
    except _MALFORMED:
        return text
