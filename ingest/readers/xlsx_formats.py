"""Numbers of a workbook as its number formats show them; dates in ISO 8601, which reads the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from ingest.readers.package import Element

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
"""The namespace of workbooks, as lxml writes it."""

# fmt: off
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0",
    38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}
# fmt: on
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_PLACES = re.compile(r"[#0?][#0?,. ]*")
_MOST_DECIMALS = 15
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LEAP_BUG = 60  # the format counts a 29 February 1900: days before it lie one further on
_LAST_DAY = 2_958_465


class Formats:
    """The formats of a workbook's cells; ``since_1904`` where its days are counted from there."""

    def __init__(self, styles: Element | None, since_1904: bool) -> None:
        self._epoch = _EPOCH_1904 if since_1904 else _EPOCH
        self._codes = () if styles is None else _codes(styles)

    def show(self, value: str, style: int) -> str:
        """The text that a cell of this style shows for a stored number; what is no number is shown as it is."""
        code = self._codes[style] if 0 <= style < len(self._codes) else ""
        try:
            number = float(value)
        except ValueError:
            return value
        if not abs(number) < float("inf"):
            return value
        if _ELAPSED.search(code):
            return _elapsed(number)
        plain = _LITERAL.sub("", _ASIDE.sub("", code)).lower()
        if "general" not in plain and re.search("[ymdhs]", plain):
            return self._moment(number, plain) or _general(value, number)
        return _number(number, code) or _general(value, number)

    def _moment(self, number: float, code: str) -> str:
        """A date, a time or both, as the format's letters ask; "" outside the calendar."""
        if not 0 <= number < _LAST_DAY:
            return ""
        early = self._epoch is _EPOCH and number < _LEAP_BUG
        moment = self._epoch + timedelta(days=int(number) + early, seconds=round(number % 1 * 86400))
        clock = moment.strftime("%H:%M:%S" if "s" in code else "%H:%M")
        if not re.search("[yd]|mmm", code):
            return clock
        day = f"{moment:%Y-%m-%d}" if "d" in code or "y" not in code else f"{moment:%Y-%m}"
        return f"{day} {clock}" if re.search("[hs]", code) else day


def _codes(styles: Element) -> Sequence[str]:
    """The format code of each cell style, "" for the general one."""
    own = {entry.get("numFmtId"): entry.get("formatCode", "") for entry in styles.iter(S + "numFmt")}
    used = [entry.get("numFmtId", "0") for cells in styles.iter(S + "cellXfs") for entry in cells.iter(S + "xf")]
    return [own.get(key) or _BUILT_IN.get(int(key) if key.isdecimal() else 0, "") for key in used]


def _general(value: str, number: float) -> str:
    """A number without the noise of its binary form."""
    return value if value.lstrip("-").isdecimal() else f"{number:.15g}"


def _number(number: float, code: str) -> str:
    """A number by its format's places, grouping, per cent and signs; "" where the format is none of these."""
    sections = code.split(";")
    negative = number < 0 and len(sections) > 1
    section = sections[1] if negative else sections[0]
    section = _ASIDE.sub("", _CURRENCY.sub(r'"\1"', section))
    bare = _LITERAL.sub(lambda found: " " * len(found[0]), section)
    places = _PLACES.search(bare)
    if not places or re.search("[eE/@]", bare):
        return ""
    pattern = places[0].rstrip()
    decimals = min(len(pattern.partition(".")[2].replace(",", "")), _MOST_DECIMALS)
    scaled = (abs(number) if negative else number) * (100 if "%" in bare else 1)
    shown = f"{scaled:{',' if ',' in pattern.partition('.')[0].rstrip(',') else ''}.{decimals}f}"
    before, after = section[: places.start()], section[places.start() + len(pattern) :]
    return _LITERAL.sub(r"\1\2", before).lstrip() + shown + _LITERAL.sub(r"\1\2", after).rstrip()


def _elapsed(days: float) -> str:
    """A length of time in hours, minutes and seconds."""
    seconds = round(abs(days) * 86400)
    return f"{'-' if days < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
