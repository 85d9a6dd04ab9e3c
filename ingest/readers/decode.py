"""Bytes to text: byte-order mark, then UTF-8, then what the file declares, then a guess; never an error."""

from __future__ import annotations

import codecs
import re

from ingest.language import detect

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # The longer marks first: that of UTF-32-LE begins with that of UTF-16-LE.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_LEAST_TO_GUESS = 8
_LEAST_ODD_NULS = 0.4
_MOST_EVEN_NULS = 0.1
# What browsers read instead, because pages that declare these are mostly the larger set.
_WESTERN, _CENTRAL, _CYRILLIC = "cp1252", "cp1250", "cp1251"
_CENTRAL_LANGUAGES = {"hu", "pl", "cs", "sk", "sl", "hr", "bs", "ro", "sq"}
_LIKE_CHAOS, _LIKE_COHERENCE = 0.04, 0.06
_WIDER = {"ascii": _WESTERN, "iso8859-1": _WESTERN, "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
# Codecs that are no charset of any file, or decode in quadratic time.
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem"}
_WIDE = ["utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "utf_7"]
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of ``data`` without a byte-order mark, and warnings where characters were lost or guessed.

    ``declared`` is the charset that the file itself names. Valid UTF-8 is believed before it, for a wrong
    declaration is common and text that happens to be UTF-8 is not.
    """
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return _forced(data[len(bom) :], marked)
    wide = wide_charset(data)
    if wide:
        return _forced(data, wide)
    charset = _charset(declared)
    if charset and charset.startswith("iso2022") and b"\x1b" in data:
        return _forced(data, charset)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _from_legacy(data, charset)


def wide_charset(data: bytes) -> str | None:
    """UTF-16 without a byte-order mark, told by NULs in every other byte; None for anything else."""
    sample = data[: _SAMPLE // 16]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = (sample[first::2].count(0) / len(sample[first::2]) for first in (0, 1))
    if odd >= _LEAST_ODD_NULS and even <= _MOST_EVEN_NULS:
        return "utf-16-le"
    if even >= _LEAST_ODD_NULS and odd <= _MOST_EVEN_NULS:
        return "utf-16-be"
    return None


def _forced(data: bytes, charset: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(charset, "replace")
    lost = text.count("\ufffd")
    return text, (_loss(lost, charset),) if lost else ()


def _loss(lost: int, charset: str) -> str:
    return f"characters that are not valid {charset}, shown as \ufffd: {lost}"


def _from_legacy(data: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """Text that is not valid UTF-8: by its declaration, as damaged UTF-8, or by a guess."""
    if charset and charset != "utf-8":
        return _forced(data, charset)
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if lost < sum(character > "\x7f" for character in text[: _SAMPLE * 4]) / 2:
        return text, (_loss(lost, "utf-8"),)
    guess = _guess(data)
    text, warnings = _forced(data, guess)
    return text, (f"no charset is declared, read as {guess}", *warnings)


def _guess(data: bytes) -> str:
    """The likeliest legacy charset of a sample around the first characters beyond ASCII."""
    from charset_normalizer import from_bytes

    high = _HIGH.search(data)
    start = max(0, (high.start() if high else 0) - _SAMPLE // 4)
    if len(_HIGH.findall(data[start : start + _SAMPLE])) < _LEAST_TO_GUESS:
        return _WESTERN
    sample = data[start : start + _SAMPLE]
    matches = from_bytes(sample, cp_exclusion=_WIDE)
    best = matches.best()
    if best is None:
        return _WESTERN
    near = {
        match.encoding
        for match in matches
        if match.chaos <= best.chaos + _LIKE_CHAOS and match.coherence >= best.coherence - _LIKE_COHERENCE
    }
    return _usual(near, sample) or _charset(best.encoding) or _WESTERN


def _usual(near: set[str], sample: bytes) -> str | None:
    """The charset that files are really in, where letter counts cannot tell it from rarer ones."""
    if {_WESTERN, _CENTRAL} <= near:
        central = detect(sample.decode(_CENTRAL, "replace")) in _CENTRAL_LANGUAGES
        return _CENTRAL if central else _WESTERN
    return next((charset for charset in (_WESTERN, _CYRILLIC) if charset in near), None)


def _charset(name: str | None) -> str | None:
    """The Python codec of a charset's name, as browsers read it; None for what is none."""
    if not name or len(name) > 40:
        return None
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name
        "".encode(found)
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if found in _NO_CHARSETS else _WIDER.get(found, found)
