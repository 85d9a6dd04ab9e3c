"""The CSV and TSV reader: dialects, headers that travel with their rows, and files that are odd, huge or hostile."""

from __future__ import annotations

import csv
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.delimited import DelimitedReader
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document


def read(data: str | bytes, name: str = "table.csv") -> Document:
    return DelimitedReader().read(data.encode() if isinstance(data, str) else data, name)


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [["city", "people", "note"], ["Bern", "134", "a, b"], ["Graz", "292", 'c "d"'], ["Lyon", "522", ""]]
    lines = [delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    document = read("\r\n".join(lines))
    assert document.text.split("\n")[0] == "| city | people | note |"
    assert document.text.split("\n")[3] == '| Graz | 292 | c "d" |'
    assert document.media_type == ("text/tab-separated-values" if delimiter == "\t" else "text/csv")


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    assert read("a;b\n1,5;2,5\n3,5;4,5\n").text.split("\n")[2] == "| 1,5 | 2,5 |"


def test_every_block_of_rows_carries_the_header() -> None:
    document = read("name,value\n" + "".join(f"item {number},{number * 7}\n" for number in range(500)))
    assert len(document.blocks) > 5
    assert all(text.startswith("| name | value |\n| --- | --- |\n") for text in texts(document))
    assert max(map(len, texts(document))) < 900
    assert all(f"| item {number} | {number * 7} |" in document.text for number in range(500))


def test_without_a_header_columns_are_numbered() -> None:
    document = read("1,2,3\n4,5,6\n7,8,9\n")
    assert document.text.startswith("| column 1 | column 2 | column 3 |\n| --- | --- | --- |\n| 1 | 2 | 3 |")


def test_a_missing_heading_of_row_names_is_filled_in() -> None:
    assert read("x y\tz\na\t1\t2\nb\t3\t4\n", "t.tsv").text.startswith("|  | x y | z |")


def test_wide_rows_become_records() -> None:
    header = [f"field {number}" for number in range(30)]
    document = read(",".join(header) + "\n" + ",".join(map(str, range(30))) + "\n" + "," * 28 + "x,y\n")
    assert texts(document)[0].startswith("field 0: 0\nfield 1: 1\n")
    assert texts(document)[1] == "field 28: x\nfield 29: y"


def test_lines_above_the_table_are_kept_as_text() -> None:
    document = read("Report of 2020\n\nyear,sales\n2018,1\n2019,2\n")
    assert texts(document)[0] == "Report of 2020"
    assert texts(document)[1].startswith("| year | sales |")


def test_quoted_line_breaks_stay_in_their_cell() -> None:
    assert "| 1 | two lines |" in read('a,b\n1,"two\nlines"\n2,x\n').text


def test_an_unclosed_quote_costs_no_rows() -> None:
    lines = ["id,text", '0,"never closed', *(f"{number},word{number}" for number in range(1, 2000))]
    document = read("\n".join(lines))
    assert any("quote is not closed" in warning for warning in document.warnings)
    assert "| 1999 | word1999 |" in document.text


def test_nuls_are_reported_and_other_bytes_are_no_error() -> None:
    document = read(b"a,b\n1,x\0y\n2,\xff\xfe\xe9\n")
    assert "NUL characters were removed" in document.warnings
    assert "| 1 | xy |" in document.text


def test_utf16_is_read() -> None:
    assert "| é | ж |" in read("a,b\né,ж\n".encode("utf-16")).text


def test_rows_longer_than_the_header_are_kept_and_reported() -> None:
    document = read("a,b\n1,2\n3,4,5\n6,7\n")
    assert "| 3 | 4 | 5 |" in document.text
    assert document.warnings == ("1 rows have more cells than the header, the first is row 2",)


def test_a_huge_field_is_kept_and_the_limit_of_the_process_stays() -> None:
    limit = csv.field_size_limit()
    document = read("a,b\n1," + "x" * 5_000_000 + "\n2,y\n")
    assert len(document.text) > 5_000_000
    assert any("field of more than" in warning for warning in document.warnings)
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    "data",
    [",".join(map(str, range(300_000))), "a,b\n" + "1,some words here\n" * 100_000, "x" * 3_000_000, '"' * 1_000_001],
    ids=["a row of 300,000 columns", "100,000 rows", "one long word", "only quotes"],
)
def test_large_files_take_linear_time(data: str) -> None:
    begun = time.process_time()
    with suppress(ReadError):
        read(data)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,,\n,,,", b"\0\0\0", b'""\n""'])
def test_nothing_in_it_is_an_empty_extraction(data: bytes) -> None:
    with pytest.raises(EmptyExtraction):
        read(data)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet='ab1,;\t|"\n\r \0é', max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = read(data)
    except ReadError:
        return
    assert all(document.text[block.start : block.end].strip() for block in document.blocks)
    document.text.encode()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=3, max_size=3), min_size=3, max_size=20)
)
def test_every_cell_is_kept_in_row_order(rows: list[list[str]]) -> None:
    lines = read("\n".join(",".join(row) for row in rows)).text.split("\n")
    for row in rows:
        assert any([cell for cell in line.strip("| ").split(" | ") if cell] == row for line in lines)


def test_names_of_empty_columns_are_kept_where_rows_become_records() -> None:
    names = [f"field {number}" for number in range(14)]
    document = read(",".join(names) + "\nonly this" + "," * 13 + "\n")
    assert document.text == ", ".join(names[1:]) + "\n\nfield 0: only this"
