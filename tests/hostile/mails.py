"""Hostile mail: parts in parts, names that lead out, broken encodings, attachments that are bombs."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.hostile.case import Case, passage
from tests.hostile.formats import docx, repeated
from tests.hostile.packages import workbook

_HEAD = b"From: Pilot <pilot@example.org>\r\nTo: b@example.org\r\nSubject: Fog\r\nMIME-Version: 1.0\r\n"


def mail_cases(scale: float) -> Iterator[Case]:
    """``scale`` shrinks what is long or deep."""
    deep = max(int(20_000 * scale), 500)
    many = max(int(200_000 * scale), 1000)
    yield Case("mail/fog.eml", lambda w: mail(passage(w)), "found")
    yield Case("mail/empty.eml", lambda _: b"", "reported")
    yield Case("mail/headers-only.eml", lambda _: _HEAD + b"\r\n", "bounded")
    yield Case("mail/letter.txt", lambda w: mail(passage(w)), "found")
    yield Case("mail/cut.eml", lambda w: _attached(passage(w), "a.txt", b"x" * 999)[:-500], "found")
    yield Case("mail/parts.eml", lambda w: _nested_parts(passage(w), deep), "either")
    yield Case("mail/mails.eml", lambda w: mail(passage(w)) + b"\r\n" + _nested_mails(deep), "found")
    yield Case("mail/in-mails.eml", lambda w: _nested_mails(deep, passage(w)), "bounded")
    yield Case("mail/attachments.eml", lambda w: _many_attached(passage(w), many // 100), "found")
    yield Case("mail/upwards.eml", lambda w: _attached(passage(w), "../../evil.txt", b"out"), "found")
    yield Case("mail/bomb.eml", lambda w: _attached(passage(w), "a.docx", _small_bomb()), "found")
    yield Case("mail/sheet.eml", lambda w: _attached("See below.", "a.xlsx", _sheet(passage(w))), "found")
    yield Case("mail/charset.eml", lambda w: mail(passage(w), charset="no-such-charset"), "found")
    yield Case("mail/wrong-charset.eml", lambda w: mail(f"{passage(w)} é", charset="utf-16"), "bounded")
    yield Case("mail/encoding.eml", lambda w: mail(passage(w), coding="x-uuencode-ish"), "found")
    yield Case("mail/base64.eml", lambda w: mail("!!!" + passage(w), coding="base64"), "bounded")
    yield Case("mail/subject.eml", lambda w: _long_subject(passage(w), many), "found")
    yield Case("mail/headers.eml", lambda w: b"X-A: b\r\n" * many + mail(passage(w)), "found")
    yield Case("mail/controls.eml", lambda w: mail(f"{passage(w)}\0\x1b[2J\u202e"), "found")
    yield Case("mail/page.eml", lambda w: _html(passage(w)), "found")
    yield Case("mail/box.mbox", lambda w: b"From a@b Thu Jan  1 00:00:00 1970\n" + mail(passage(w)), "found")
    yield Case("mail/lines.mbox", lambda w: _box(passage(w), many), "found")


def mail(text: str, charset: str = "utf-8", coding: str = "8bit") -> bytes:
    kind = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    return _HEAD + kind.encode() + text.encode()


def _attached(text: str, name: str, data: bytes) -> bytes:
    head = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"--b\r\n\r\n" + text.encode() + b"\r\n" + _attachment(name, data) + b"--b--\r\n"


def _many_attached(text: str, count: int) -> bytes:
    head = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + text.encode() + b"\r\n"
    return head + _attachment("note.txt", b"tide and fog") * count + b"--b--\r\n"


def _attachment(name: str, data: bytes) -> bytes:
    head = f"--b\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(data) + b"\r\n"


def _nested_parts(text: str, depth: int) -> bytes:
    """A part in a part in a part; the text is in the innermost one."""
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return _HEAD + opened + b"Content-Type: text/plain\r\n\r\n" + text.encode() + b"\r\n"


def _nested_mails(depth: int, text: str = "tide") -> bytes:
    return (_HEAD + b"Content-Type: message/rfc822\r\n\r\n") * depth + mail(text)


def _small_bomb() -> bytes:
    return docx([b"<w:document>", *repeated(b"<w:p/>", 80 << 20), b"</w:document>"])


def _sheet(text: str) -> bytes:
    return workbook(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')


def _long_subject(text: str, length: int) -> bytes:
    words = b" ".join([b"=?utf-8?q?f=C3=B6g?="] * length)
    return b"Subject: " + words + b"\r\nFrom: a@example.org\r\nTo: b@example.org\r\n\r\n" + text.encode()


def _html(text: str) -> bytes:
    page = f"<p>{text}</p><img src='http://127.0.0.1:9/x'><script>boomboom</script><p style='display:none'>boomboom</p>"
    return _HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()


def _box(text: str, count: int) -> bytes:
    return b"From a@b Thu Jan  1 00:00:00 1970\n" + mail(text) + b"\n\nFrom a@b Thu Jan  1 00:00:00 1970\n" * count
