"""The parts of text recognition that need no network, on inputs that can be checked in one's head."""

from __future__ import annotations

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from ingest.readers.ocr.account import Account
from ingest.readers.ocr.areas import areas
from ingest.readers.ocr.bands import bands
from ingest.readers.ocr.connected import connected
from ingest.readers.ocr.letters import letters
from ingest.readers.ocr.page import settle
from ingest.readers.ocr.spaces import left_out
from ingest.readers.pdf_page import RawPage, Run


def test_points_hang_together_by_their_edges():
    marked = np.array([[1, 0, 1, 1], [1, 0, 0, 1], [1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 0, 1]], bool)
    assert connected(marked).tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    assert connected(np.eye(3, dtype=bool)).tolist() == [0, 1, 2]
    assert connected(np.zeros((3, 4), bool)).tolist() == []


@hypothesis.settings(max_examples=200, deadline=None)
@hypothesis.given(
    shape=st.tuples(st.integers(1, 60), st.integers(1, 60)), share=st.floats(0, 1), seed=st.integers(0, 999)
)
def test_points_hang_together_as_another_library_says(shape, share, seed):
    ndimage = pytest.importorskip("scipy.ndimage")
    marked = np.random.default_rng(seed).random(shape) < share
    assert connected(marked).tolist() == (ndimage.label(marked)[0][marked] - 1).tolist()


def test_equal_steps_are_one_letter_unless_a_blank_parts_them():
    classes = np.array([0, 1, 1, 0, 1, 2, 2, 3, 0, 3], np.int32)
    found = letters(classes, np.full(10, 0.5, np.float32), ["", "o", "n", " "])
    assert "".join(letter.spelling for letter in found) == "oon"
    assert [letter.step for letter in found] == [1.5, 4.5, 5.5]
    assert letters(np.zeros(4, np.int32), np.ones(4, np.float32), ["", "o"]) == []


def strip(*inked):
    """A strip 48 high, white but for columns from..to that are black."""
    pixels = np.full((48, 200, 3), 255, np.uint8)
    for start, end in inked:
        pixels[12:36, start:end] = 0
    return pixels


def test_a_gap_like_those_at_spaces_is_a_space():
    inked = strip((0, 10), (13, 23), (40, 50), (67, 77), (94, 104))
    columns = [5, 18, 31, 45, 58, 72, 99]
    assert left_out(list("ab c de"), columns, inked, 24) == [6]


@pytest.mark.parametrize("spelled", ["ab c 12", "ab c d.", "ab c 字字"])
def test_some_letters_stand_apart_without_a_space(spelled):
    inked = strip((0, 10), (13, 23), (40, 50), (67, 77), (94, 104))
    assert left_out(list(spelled), [5, 18, 31, 45, 58, 72, 99], inked, 24) == []


def test_where_the_ink_has_no_gaps_nothing_is_said():
    assert left_out(list("ab c d e"), [5, 18, 31, 45, 58, 72, 85, 99], strip((0, 104)), 24) == []


@pytest.mark.parametrize("degrees", [0, 3, -9])
def test_the_lean_is_that_of_the_long_lines(degrees):
    down, across = np.mgrid[0:400, 0:600]
    turned = down * np.cos(np.radians(degrees)) - across * np.sin(np.radians(degrees))
    inside = np.zeros((400, 600), np.float32)
    for line in (120, 160, 200):
        inside[(np.abs(turned - line) < 4) & (across > 100) & (across < 500)] = 1.0
    inside[5:8, 5:8] = 1.0
    found = areas(inside)
    assert np.degrees(found.lean) == pytest.approx(degrees, abs=0.3)
    assert not found.is_sideways
    lines = found.boxes[found.boxes[:, 2] - found.boxes[:, 0] > 300]
    assert sorted(((lines[:, 1] + lines[:, 3]) / 2).round()) == pytest.approx([120, 160, 200], abs=2)


def test_a_long_picture_is_cut_between_its_lines():
    picture = np.full((1000, 100, 3), 255, np.uint8)
    for top in range(0, 1000, 20):
        picture[top : top + 14, ::2] = 0
    parts = list(bands(picture))
    assert len(parts) > 5
    assert sum(len(part) for _, part in parts) == 1000
    assert [top for top, _ in parts] == [sum(len(part) for _, part in parts[:at]) for at in range(len(parts))]
    assert all(top % 20 >= 14 for top, _ in parts[1:])
    assert len(list(bands(picture[:200]))) == len(list(bands(picture[:, :4]))) == 1


def test_lines_up_the_page_make_it_sideways():
    inside = np.zeros((400, 400), np.float32)
    inside[50:350, 100:108] = inside[50:350, 140:148] = 1.0
    assert areas(inside).is_sideways
    assert len(areas(np.zeros((64, 64), np.float32)).boxes) == 0


def test_specks_make_a_bounded_number_of_areas():
    specks = np.kron(np.indices((200, 200)).sum(axis=0) % 2, np.zeros((5, 5)) + 1).astype(np.float32)
    specks[::5] = specks[:, ::5] = 0
    assert len(areas(specks).boxes) == 2000


def page(number, *heights):
    runs = [Run("some letters", np.zeros((0, 2), np.int64), 0, 0, 90, height) for height in heights]
    return RawPage(number, "", runs, shown=np.zeros((0, 4)))


def test_letters_of_nearly_one_height_get_the_same_on_all_pages():
    pages = [page(1, 10.0, 10.4, 9.1, 14.6), page(2, 10.0, 15.2, 10.0)]
    settle(pages)
    heights = [round(run.height, 3) for each in pages for run in each.runs]
    assert heights == [10.0, 10.0, 10.0, 14.4, 10.0, 14.4, 10.0]
    typed = RawPage(3, "", page(3, 11.0).runs)
    settle([typed, *pages])
    assert typed.runs[0].height == 11.0


def test_the_confidence_of_a_document_is_the_mean_over_its_letters():
    account = Account()
    account.note(1, 0.9, 300)
    account.note(2, 0.5, 100)
    account.note(3, 0.0, 0)
    account.unread += [4, 5]
    assert account.metadata() == {
        "recognised_pages": "1-2",
        "unrecognised_pages": "4-5",
        "recognition_confidence": "0.80",
    }
    assert any("page 3" in warning for warning in account.warnings())
    assert any("page 1-" not in warning and "pages 1-2" in warning for warning in account.warnings())
