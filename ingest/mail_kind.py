"""Whether a text is an e-mail or a folder of them (mbox), told by its first header lines."""

from __future__ import annotations

import re

MAIL = "message/rfc822"
MBOX = "application/mbox"

_ENVELOPE = re.compile(r"From \S+ .{0,40}\d\d:\d\d.{0,40}\d{4}")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|$)")
_MOST_LINES = 500
# Every mail says from whom it is; no other kind of text says these, too.
_MARKS = {"message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature", "x-mailer"}
_WEAK = {"date", "to", "cc", "subject", "reply-to"}


def mail_kind(text: str, suffix: str) -> str | None:
    """``MAIL``, ``MBOX`` or None for the beginning of a text; a name that ends in ``.eml`` needs less to convince."""
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    envelope = _ENVELOPE.match(first) is not None
    names = _names(rest if envelope else text.lstrip("\ufeff"))
    if "from" not in names:
        return None
    if envelope:
        return MBOX
    known = names & _MARKS or (suffix in {"eml", "mail"} and names & _WEAK) or len(names & _WEAK) > 2
    return MAIL if known else None


def _names(text: str) -> set[str]:
    """The names of the header lines that a text begins with; none where another line stands among them."""
    names: set[str] = set()
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        bare = line.rstrip("\r")
        if not bare:
            break
        header = _HEADER.match(bare)
        if header:
            names.add(header[1].lower())
        elif not (names and bare[0] in " \t"):
            return set()
    return names
