"""The e-mail reader: headers in plain words, the text that is shown, attachments through their readers, mbox."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.mail import MailReader
from ingest.sniff import media_type
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document
from tests.readers.office import pack
from tests.readers.test_xlsx import PRICES, workbook


def mail(text: str = "The tide is low at six.\n", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        "Gezeiten für Ærø",
        "Ann Ex <ann@example.org>",
        "bob@example.org",
    )
    message["Date"], message["Message-ID"] = "Thu, 02 Jan 2020 03:04:05 +0000", "<1@example.org>"
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


def read(message: EmailMessage | bytes) -> Document:
    return MailReader().read(message if isinstance(message, bytes) else message.as_bytes(), "letter.eml")


HEAD = "Gezeiten für Ærø\n\nFrom: Ann Ex <ann@example.org>\nTo: bob@example.org\nDate: 2020-01-02 03:04:05+00:00\n\n"


def test_a_mail_says_from_whom_and_when() -> None:
    document = read(mail())
    assert document.text == HEAD + "The tide is low at six."
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "paragraph"]
    assert document.title == "Gezeiten für Ærø"
    assert document.authors == ("Ann Ex <ann@example.org>",)
    assert document.created == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert document.warnings == ()


def test_of_alternatives_the_plain_text_is_read_and_html_where_there_is_none() -> None:
    assert read(mail(html="<p>Rich</p>")).text == HEAD + "The tide is low at six."
    assert read(mail(" \n", html="<h1>Rich</h1><p hidden>secret</p>")).text == HEAD + "Rich"
    assert read(mail("", html="<p>Only &amp; rich</p>")).text == HEAD + "Only & rich"


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "cp1252"])
def test_charsets_and_encodings_of_transfer_are_undone(charset: str) -> None:
    for encoding in ("quoted-printable", "base64"):
        message = mail("")
        message.set_content("Flut über Föhr\n", charset=charset, cte=encoding)
        assert read(message).text.endswith("Flut über Föhr")


def test_attachments_are_read_by_the_reader_of_their_kind() -> None:
    message = mail()
    message.add_attachment(
        pack(workbook(PRICES)), maintype="application", subtype="octet-stream", filename="prices.xlsx"
    )
    message.add_attachment("a,b\n1,2\n", filename="numbers.csv")
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="../../map.png")
    document = read(message)
    assert "Attachment: prices.xlsx\n\nSheet 1\n\n| Item | Unit price |" in document.text
    assert "Attachment: numbers.csv\n\n| a | b |" in document.text
    assert document.warnings[0].startswith("attachment ../../map.png was not read: ../../map.png is")
    levels = [block.level for block in document.blocks if block.kind == "heading"]
    assert levels == [1, 2, 3, 2]


@pytest.mark.parametrize("as_file", [False, True])
def test_a_mail_forwarded_as_an_attachment_is_read_with_its_letterhead(as_file: bool) -> None:
    inner, message = mail("The pilot comes at nine.\n"), mail()
    inner.replace_header("Subject", "The pilot")
    if as_file:
        message.add_attachment(inner.as_bytes(), maintype="application", subtype="x", filename="inner.eml")
    else:
        message.add_attachment(inner)
    document = read(message)
    name = "inner.eml" if as_file else "a part of kind message/rfc822"
    head = "From: Ann Ex <ann@example.org>\nTo: bob@example.org\nDate: 2020-01-02 03:04:05+00:00"
    assert document.text.endswith(f"Attachment: {name}\n\nThe pilot\n\n{head}\n\nThe pilot comes at nine.")
    assert document.title == "Gezeiten für Ærø"
    assert document.warnings == ()


def test_mails_in_mails_are_opened_three_deep_and_what_they_hold_is_counted() -> None:
    message = mail("level 0\n")
    for level in range(1, 6):
        outer = mail(f"level {level}\n")
        outer.add_attachment(message)
        message = outer
    document = read(message)
    assert [f"level {level}" in document.text for level in range(6)] == [False, False, True, True, True, True]
    assert "nested too deeply" in document.warnings[0]


def test_attachments_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.mail.MOST_ATTACHMENTS", 2)
    message = mail()
    for number in range(4):
        message.add_attachment(f"words {number}", filename=f"{number}.txt")
    document = read(message)
    assert "words 1" in document.text
    assert "words 2" not in document.text
    assert len(document.warnings) == 2


def test_a_folder_of_mails_is_read_mail_by_mail() -> None:
    one, two = (
        mail().as_bytes(),
        mail("From here on the tide is high.\n").as_bytes().replace(b"\nFrom here", b"\n>From here"),
    )
    folder = b"".join(b"From ann@example.org Thu Jan  2 03:04:05 2020\n" + piece + b"\n" for piece in (one, two))
    document = MailReader().read(folder, "inbox")
    assert document.text == f"{HEAD}The tide is low at six.\n\n{HEAD}From here on the tide is high."
    assert document.media_type == media_type(folder, "inbox") == "application/mbox"
    assert document.title is None


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (mail().as_bytes(), "x.bin", "message/rfc822"),
        (mail().as_bytes().replace(b"\n", b"\r\n"), "x", "message/rfc822"),
        (b"From: a\nSubject: b\n\nText", "x.eml", "message/rfc822"),
        (b"From: a\nSubject: b\n\nText", "x.txt", "text/plain"),
        (b"From here it is far: two days.\n", "x.eml", "text/plain"),
        (b"Message-ID: 1\nSubject: no sender\n\nText", "x.eml", "text/plain"),
    ],
)
def test_mails_are_known_by_their_headers(data: bytes, name: str, kind: str) -> None:
    assert media_type(data, name) == kind


def test_a_mail_without_text_is_an_empty_extraction() -> None:
    with pytest.raises(EmptyExtraction):
        read(mail("\n"))


def test_parts_nested_without_end_are_refused_or_read() -> None:
    nested = b"From: a\nMessage-ID: 1\n"
    for depth in range(3000):
        nested += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth)
    with pytest.raises(ReadError):
        read(nested + b"\nText\n")


@pytest.mark.parametrize(
    "broken",
    [
        b'Content-Type: text/plain; charset="a\0b"\n\n\xe4 Text',
        b"Content-Disposition: inline; filename*=a\0b'c'd%ff\n\nText",
        b"Content-Type: text/plain; charset=rot13\nContent-Transfer-Encoding: base64\n\nVGV4dA==!",
        b"Subject: =?ut\xe4f-8?b?!!?=\n\nText",
    ],
)
def test_what_the_standard_parser_chokes_on_is_no_end(broken: bytes) -> None:
    with suppress(ReadError):
        read(b"From: a\nMessage-ID: 1\n" + broken)


SAMPLE = mail(html="<p>Rich</p>")
SAMPLE.add_attachment("a,b\n1,2\n", filename="zahlen für.csv")
WHOLE = SAMPLE.as_bytes()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.sampled_from([b"\n", b"=?", b"?=", b'"', b";", b"\xff", b"*0*=", b""]))
def test_a_mutated_mail_is_read_or_refused(place: int, new: bytes) -> None:
    with suppress(ReadError):
        read(WHOLE[:place] + new + WHOLE[place + 1 :])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["Subject", "Date", "Content-Type", "Content-Disposition"]))
def test_any_header_is_read_or_refused(value: bytes, name: str) -> None:
    with suppress(ReadError):
        read(b"From: a\nMessage-ID: 1\n" + name.encode() + b": " + value + b"\n\nText\n")
