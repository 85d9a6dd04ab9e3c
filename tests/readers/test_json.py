"""The JSON reader: readable records, nothing lost, and typed errors for what is broken or hostile."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.jsonreader import JsonReader
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document


def read(value: object, name: str = "file.json") -> Document:
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return JsonReader().read(data, name)


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_a_list_gives_a_block_for_each_record() -> None:
    document = read([{"name": "Ada", "born": 1815}, {"name": "Alan", "born": 1912}])
    assert texts(document) == ["name: Ada\nborn: 1815", "name: Alan\nborn: 1912"]
    assert document.media_type == "application/json"


def test_nested_values_are_named_by_their_path() -> None:
    document = read({"a": {"b": [1, 2.50, True, None], "c": [{"d": "x"}, {"d": "y"}]}})
    assert document.text == "a.b: 1, 2.5, true\na.c[0].d: x\na.c[1].d: y"


def test_numbers_keep_their_spelling_and_repeated_keys_are_kept() -> None:
    digits = "9" * 5000
    document = read(b'{"a": 1.10, "a": NaN, "b": -Infinity, "c": ' + digits.encode() + b"}")
    assert document.text.startswith("a: 1.10\na: NaN\nb: -Infinity")
    assert digits in document.text


def test_long_texts_become_paragraphs_below_the_title_of_their_record() -> None:
    body = "First paragraph, long enough to stand alone. " * 6 + "\n\nSecond paragraph."
    document = read([{"title": "On tests", "year": 1999, "body": body}])
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "paragraph", "paragraph"]
    assert texts(document)[0] == "On tests"
    assert texts(document)[1] == "title: On tests\nyear: 1999"
    assert texts(document)[3] == "Second paragraph."


def test_large_members_stand_below_a_heading_with_their_path() -> None:
    document = read({"version": 3, "data": {"rows": [{"id": number, "word": f"w{number}"} for number in range(40)]}})
    found = texts(document)
    assert found[0] == "version: 3"
    assert found[1] == "data.rows"
    assert found[2] == "id: 0\nword: w0"
    assert len(found) == 42


def test_plain_members_give_title_authors_and_dates() -> None:
    document = read({"Title": "Paper", "authors": [{"name": "A. B."}, "C. D."], "date": "2020-02-03", "x": 1})
    assert document.title == "Paper"
    assert document.authors == ("A. B.", "C. D.")
    assert document.created == datetime(2020, 2, 3, tzinfo=UTC)


def test_json_lines_keep_good_lines_and_name_broken_ones() -> None:
    document = read(b'{"a": 1}\n{"a": \n\n{"a": 3}\n', "log.jsonl")
    assert texts(document) == ["a: 1", "a: 3"]
    assert document.media_type == "application/x-ndjson"
    assert document.warnings == ("not JSON and left out: line 2",)


def test_json_lines_are_known_without_their_suffix() -> None:
    assert read(b'{"a": 1}\n{"a": 2}\n', "data").media_type == "application/x-ndjson"


def test_a_whole_file_called_json_lines_is_still_read() -> None:
    assert read(b'{\n "a":\n 1\n}', "data.jsonl").text == "a: 1"


@pytest.mark.parametrize("depth", [300, 1_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("name", ["deep.json", "deep.jsonl"])
def test_deep_nesting_is_a_read_error(depth: int, opening: str, closing: str, name: str) -> None:
    with pytest.raises(ReadError):
        read((opening * depth + "1" + closing * depth).encode(), name)


def test_moderate_nesting_is_read() -> None:
    assert read(("[" * 100 + '"deep"' + "]" * 100).encode()).text.endswith("deep")


@pytest.mark.parametrize("data", [b"", b"  \n", b"null", b"[]", b"{}", b'{"a": null}'])
def test_nothing_in_it_is_an_empty_extraction(data: bytes) -> None:
    with pytest.raises(EmptyExtraction):
        read(data)


@pytest.mark.parametrize(
    "data", [b'{"a": ', b"%PDF-1.7 not json", b"\xff\xfe\x00", b'[{"a": 1}, {"b": 2}', b"{'a': 1}"]
)
def test_what_is_no_json_is_a_read_error(data: bytes) -> None:
    with pytest.raises(ReadError):
        read(data)


def test_odd_characters_do_not_reach_the_text() -> None:
    document = read(b'\xef\xbb\xbf{"a": "x\\ud800y\\u0000z", "b\\nc": "d\\ne"}')
    assert document.text.startswith("a: xyz")
    document.text.encode()


def test_a_long_path_does_not_multiply() -> None:
    document = read([{"k" * 50_000: [[number] for number in range(1000)]}])
    assert len(document.text) < 400_000


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(json_values, st.integers(0, 200), st.integers(0, 255))
def test_any_value_whole_or_damaged_is_read_or_refused(value: object, place: int, byte: int) -> None:
    data = bytearray(json.dumps(value).encode())
    for mutated in (bytes(data), bytes(data[:place]), bytes(data[:place]) + bytes([byte]) + bytes(data[place + 1 :])):
        try:
            document = read(mutated)
        except ReadError:
            continue
        assert all(document.text[block.start : block.end].strip() for block in document.blocks)
