"""Reading gold files: the form of the design, and every broken line named."""

import json

import pytest

from rag.errors import InvalidRequest
from rag.evaluate import read_gold


def write(path, *lines):
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_reads_every_field(tmp_path):
    line = {
        "id": "a",
        "question": "How many?",
        "answers": ["7", "seven"],
        "page": "days.html",
        "also_pages": ["week.html"],
        "quote": "seven days",
        "kind": "fact",
    }
    (question,) = read_gold(write(tmp_path / "gold.jsonl", line))
    assert question.answers == ("7", "seven")
    assert question.pages == ("days.html", "week.html")
    assert (question.quote, question.kind, question.answerable) == ("seven days", "fact", True)


def test_uri_and_page_name_the_same_thing(tmp_path):
    lines = [{"id": name, "question": "?", "answers": ["x"], name: "d/a.md"} for name in ("uri", "page")]
    by_uri, by_page = read_gold(write(tmp_path / "gold.jsonl", *lines))
    assert by_uri.page == by_page.page == "d/a.md"


def test_no_answers_means_unanswerable(tmp_path):
    path = write(
        tmp_path / "gold.jsonl",
        {"id": 1, "question": "?", "answers": [], "page": None, "quote": None},
        {"id": 2, "question": "?"},
    )
    assert [(question.id, question.answerable, question.pages) for question in read_gold(path)] == [
        ("1", False, ()),
        ("2", False, ()),
    ]


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "question": "?"}\r\n\r\n{"id": "b", "question": "?"}\n')
    assert [question.id for question in read_gold(path)] == ["a", "b"]


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path):
    path = write(tmp_path / "gold.jsonl", '{"id": "a", "question": "one\u2028two"}')
    assert read_gold(path)[0].question == "one\u2028two"


@pytest.mark.parametrize(
    "broken",
    [
        "{not json",
        "[" * 100_000,
        "[1, 2]",
        {"question": "?"},
        {"id": True, "question": "?"},
        {"id": "a"},
        {"id": "a", "question": "  "},
        {"id": "a", "question": "?", "answers": "seven"},
        {"id": "a", "question": "?", "answers": [7]},
        {"id": "a", "question": "?", "answers": [""]},
        {"id": "a", "question": "?", "also_pages": {"x": 1}},
        {"id": "a", "question": "?", "page": 3},
        {"id": "a", "question": "?", "page": "a", "uri": "b"},
        {"id": "first", "question": "the id of the line before"},
    ],
)
def test_a_broken_line_is_named(tmp_path, broken):
    path = write(tmp_path / "gold.jsonl", {"id": "first", "question": "?"}, "", broken)
    with pytest.raises(InvalidRequest, match=r"gold\.jsonl, line 3"):
        read_gold(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_file_without_questions_is_refused(tmp_path, content):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(InvalidRequest, match=r"gold\.jsonl"):
        read_gold(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidRequest, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
