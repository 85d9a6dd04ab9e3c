"""Made-up passages, short and long, plain and odd."""

from __future__ import annotations

from rag.readings import Readable

FERRY = Readable(
    "Port notes",
    "The ferry Halcyon was built in 1974. Its captain is Marta Quill, who came from Oxmouth. It carries 212 people.",
)
MILL = Readable(
    "The old mill > History",
    "The mill stands in the village of Brindle, beside the river Ash. Joseph Tarn rebuilt it after the fire of 1851.",
)
CHEESE = Readable(
    "Cheese",
    "Goat cheese ripens for eleven weeks in a cold cellar. It is turned twice a day and washed with brine.",
)
PLAIN = (FERRY, MILL, CHEESE)

ODD_TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "one letter": "a",
    "emoji": "fine 😀👩‍👩‍👧 weather 🏴 today",
    "Chinese and Japanese": "猫は好きです。他喜欢喝茶,每天三杯。",
    "Korean": "한국어 문장은 여기에 있습니다",
    "combining marks": "cafe\u0301 a\u0301\u0323 \u0301 na\u00efve \u00c5ngstro\u0308m \u1e9e İstanbul",
    "lone surrogates": "before \ud800 between \udfff\udfff after",
    "invisible": "zero\u200bwidth \u200d\u200d \ufeffmarks \u202eturned",
    "controls": "\x00\x01 control \x7f",
    "names of special tokens": "a [SEP] b [CLS] c [PAD] d [MASK]",
    "one enormous word": "x" * 20_000,
    "no blanks": "a-b_c." * 400,
    "long": " ".join(f"sentence {number} says little." for number in range(800)),
    "long Chinese": "河水流过村庄。" * 400,
}


def buried(text: str, before: int, after: int) -> str:
    """``text`` among so many sentences that say nothing of it."""
    filler = [f"Row {number} of the hedge was cut again in spring." for number in range(before + after)]
    return " ".join([*filler[:before], text, *filler[before:]])
