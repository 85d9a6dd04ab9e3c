"""What a model writes is cut into sentences as it comes, with its marks, however it comes in pieces."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.writing.sentences import Cutter, Stated


def cut(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    cutter = Cutter()
    stated: list[Stated] = [one for piece in pieces for one in cutter.add(piece)]
    return [(one.text, one.passages) for one in (*stated, *cutter.finish())]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Amber is resin [1]. It burns.[2][3]", [("Amber is resin.", (1,)), ("It burns.", (2, 3))]),
        ("Amber is resin. [1] It burns. [2, 3]", [("Amber is resin.", (1,)), ("It burns.", (2, 3))]),
        ("Amber is resin【1】. It burns【2†manual】.", [("Amber is resin.", (1,)), ("It burns.", (2,))]),
        ("Amber is resin (1). It burns. (2)", [("Amber is resin.", (1,)), ("It burns.", (2,))]),
        ("Amber is resin.[^1] It burns [1-3].", [("Amber is resin.", (1,)), ("It burns.", (1, 2, 3))]),
        ("[1] Amber is resin. [2] It burns.", [("Amber is resin.", (1,)), ("It burns.", (2,))]),
        ("Amber is resin [Passage 1]. It burns [1 and 2].", [("Amber is resin.", (1,)), ("It burns.", (1, 2))]),
        ("According to [2], amber burns. As stated in passage 1, it is resin.",
         [("Amber burns.", (2,)), ("It is resin.", (1,))]),
        ("It is 3.14 cm, e.g. here. See Dr. Brandt. In 1998 (2) things burned.",
         [("It is 3.14 cm, e.g. here.", ()), ("See Dr. Brandt.", ()), ("In 1998 (2) things burned.", ())]),
        ("Do this:\n1. Open it [1].\n2. Close it [2]\n- a line\n  that goes on\n",
         [("Do this:", ()), ("1. Open it.", (1,)), ("2. Close it", (2,)), ("- a line\n  that goes on", ())]),
        ("Run\n```py\nargv[1] = 2. Yes\n```\nThen stop [1].",
         [("Run", ()), ("```py\nargv[1] = 2. Yes\n```", ()), ("Then stop.", (1,))]),
        ("Read `a. B[1]` and sys.argv[1] here [4].", [("Read `a. B[1]` and sys.argv[1] here.", (4,))]),
        ("琥珀是树脂[1]。它燃烧。【2】好吗？", [("琥珀是树脂。", (1,)), ("它燃烧。", (2,)), ("好吗？", ())]),
        ('He said "Stop." Then he left... and came back! What?!',
         [('He said "Stop."', ()), ("Then he left... and came back!", ()), ("What?!", ())]),
        ("It burns [1].\n\nSources: [1], [2]", [("It burns.", (1,))]),
        ("| a | b |\n|---|---|\n| 1 | 2 | [1]\n", [("| a | b |", ()), ("| 1 | 2 |", (1,))]),
        ("It was so in [2020].", [("It was so in [2020].", ())]),
        ("", []),
        (" \n\n[1]\n", []),
    ],
)  # fmt: skip
def test_sentences_and_their_marks(written, expected):
    assert cut(written) == expected
    assert cut(*written) == expected


WRITTEN = (
    'Amber| is| resin|.| |\n|\n\n|[1]|[|]|1|2|,|【2】|【|(3)|(|)|`|```|- |1. |e.g.|Dr.|3.14|?|!|…|"|。|琥珀|a|I|:|~~~'
)
PARTS = st.sampled_from([*WRITTEN.split("|"), "|", "[^4]", "passage 2", "# "])


@given(st.lists(PARTS, max_size=30), st.data())
@example(["Amber", ".", " ", "[1", "2]", " x"], None)
def test_how_it_comes_in_pieces_makes_no_difference(parts, data):
    written = "".join(parts)
    whole = cut(written)
    assert cut(*written) == whole
    if data is not None:
        places = sorted(data.draw(st.lists(st.integers(0, len(written)), max_size=6)))
        pieces = [written[start:end] for start, end in zip([0, *places], [*places, len(written)], strict=True)]
        assert cut(*pieces) == whole


def test_a_sentence_is_given_as_soon_as_nothing_can_undo_it():
    cutter = Cutter()
    assert not list(cutter.add("Amber is resin [1]."))
    assert not list(cutter.add(" "))
    assert [one.text for one in cutter.add("I")] == ["Amber is resin."]
    assert not list(cutter.add("t is old.\n\n- a b"))[1:]
