"""Plain questions with obvious answers: the right span of the right passage, on every engine."""

from __future__ import annotations

import pytest

from rag.reader.openvino_engine import OpenVINOEngine
from rag.reader.reader import TransformerReader
from rag.readings import Readable
from tests.reader.passages import CHEESE, FERRY, MILL, PLAIN, buried

ASKED = {
    "Who is the captain of the Halcyon?": (FERRY, "Marta Quill"),
    "How many people does the ferry carry?": (FERRY, "212"),
    "In which village does the mill stand?": (MILL, "Brindle"),
    "How long does goat cheese ripen?": (CHEESE, "eleven weeks"),
}


@pytest.fixture(scope="module", params=["fp32", "bf16"])
def any_reader(request, base, weights, tokenizer):
    return TransformerReader("reader", OpenVINOEngine(base.config, weights, request.param), tokenizer)


def best(reader, question, passages):
    """The passage and the words of the span with the largest share."""
    found = reader.read(question, passages)
    place = max(range(len(passages)), key=lambda place: found[place].spans[0].share)
    span = found[place].spans[0]
    return passages[place], passages[place].text[span.start : span.end]


@pytest.mark.parametrize("question", ASKED)
def test_an_obvious_answer_is_pointed_at(any_reader, question):
    passage, answer = ASKED[question]
    found, words = best(any_reader, question, PLAIN)
    assert found is passage
    assert answer in words
    assert len(words) <= len(answer) + 15


@pytest.mark.parametrize("place", [0, 35, 70])
def test_it_is_found_in_a_long_passage_too(any_reader, place):
    long = Readable("Hedges", buried(FERRY.text, place, 70 - place))
    _, words = best(any_reader, "Who is the captain of the Halcyon?", [long])
    assert "Marta Quill" in words


def test_the_passage_that_answers_is_told_from_the_others(any_reader):
    for question, (passage, _) in ASKED.items():
        readings = dict(zip(PLAIN, any_reader.read(question, PLAIN), strict=True))
        assert readings[passage].answers == max(reading.answers for reading in readings.values())
        assert readings[passage].relevant == max(reading.relevant for reading in readings.values())


def test_a_true_statement_has_more_support_than_a_false_one(any_reader):
    true, false, elsewhere = any_reader.support(
        [
            ("The captain of the ferry is Marta Quill.", FERRY),
            ("The captain of the ferry is Joseph Tarn.", FERRY),
            ("The captain of the ferry is Marta Quill.", CHEESE),
        ]
    )
    assert true > false
    assert true > elsewhere
