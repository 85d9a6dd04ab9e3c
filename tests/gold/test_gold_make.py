"""Gold is made of what stands in the collection, checked, and the same every time."""

from __future__ import annotations

import json
import re

import pytest

from rag.errors import InvalidRequest, NotFound
from rag.evaluate import read_gold
from rag.evaluate.answers import says
from rag.gold import gold_lines, make_gold, numbered
from rag.readings import Reading, ReadSpan
from tests.gold.library import Library


def first_number(question, text):
    return next((match for match in re.finditer(r"\d+", text) if match[0] not in question), None)


class FirstNumber:
    """A reader that points at the first number of a passage that is not in the question, whatever is asked."""

    identity = "first-number"

    def read(self, question, passages):
        found = [first_number(question, passage.text) for passage in passages]
        return [Reading(0.5, 0.5, (ReadSpan(*match.span(), 1.0),) if match else ()) for match in found]

    def support(self, statements):
        raise NotImplementedError


def make(library, **options):
    return make_gold(library.shelf, library.lookup(), options.pop("reader", None), **options)


def answerable(made):
    return {one.question: one for one in made.questions if one.answers}


def unanswerable(made):
    return [one for one in made.questions if not one.answers]


def test_what_is_written_is_what_rag_eval_reads(library, tmp_path):
    made = make(library)
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(f"{line}\n" for line in gold_lines(numbered(made.questions))), encoding="utf-8")
    gold = read_gold(path)
    assert [(one.question, one.answers, one.page, one.quote, one.kind) for one in gold] == [
        (one.question, one.answers, one.uri, one.quote, one.kind) for one in made.questions
    ]
    assert made.kinds == {kind: sum(one.kind == kind for one in gold) for kind in made.kinds}
    assert {"definition", "number", "table", "swapped"} <= set(made.kinds)


def test_answers_stand_in_quotes_and_quotes_in_documents(library):
    for one in answerable(make(library)).values():
        document = next(id for id, uri in library.shelf.listing.uris("") if uri == one.uri)
        assert one.quote in library.shelf.passages.structured(document).text
        assert all(answer in one.quote for answer in one.answers)
        assert not says(one.question, one.answers)


def test_documents_in_other_languages_are_not_asked_about(library):
    made = make(library)
    assert made.documents == 2
    assert "file:///keller.md" not in {one.uri for one in made.questions}


def test_same_seed_same_gold_and_no_more_than_wanted(library):
    first, again = make(library, questions=9, seed=4), make(library, questions=9, seed=4)
    assert list(gold_lines(numbered(first.questions))) == list(gold_lines(numbered(again.questions)))
    assert len(answerable(first)) == 6
    assert len(unanswerable(first)) <= 3
    assert any(make(library, questions=9, seed=seed).questions != first.questions for seed in range(5, 9))


def test_a_question_with_two_answers_is_dropped_and_one_said_twice_is_kept_once(library):
    library.write("file:///copy.md", "# Copy\n\nA scarifier is a tool that pulls moss out of a lawn.\n")
    library.write("file:///other.md", "# Other\n\nThe Harrow 3000 has 36 tines.\n")
    made = make(library)
    questions = answerable(made)
    assert "How many tines does the Harrow 3000 have?" not in questions
    assert made.dropped["answered differently elsewhere"] == 2
    (twice,) = (one for question, one in questions.items() if question == "What is a scarifier?")
    assert {twice.uri, *twice.also} == {"file:///shed.md", "file:///copy.md"}


def test_a_question_that_gives_its_answer_away_is_dropped(library):
    library.write("file:///ring.md", "# Rings\n\nThe Bolt 9 has 9 rings.\n")
    made = make(library)
    assert "How many rings does the Bolt 9 have?" not in answerable(made)
    assert made.dropped["gives its answer away"] == 1


def test_what_may_be_meant_elsewhere_too_is_dropped(library):
    question = "What is the standard guard plate?"
    assert question in answerable(make(library))
    library.write("file:///van.md", "# Van\n\nMount the standard guard plate before you drive.\n")
    made = make(library)
    assert question not in answerable(made)
    assert made.dropped["may mean something else elsewhere"] == 1


def test_a_swapped_fact_does_not_stand_in_the_collection(library):
    before = {one.question for one in unanswerable(make(library))}
    assert "How many tines does the Simmer 200 have?" in before
    library.write("file:///news.md", "# News\n\nNow the Simmer 200 has tines as well, to make a stir.\n")
    after = make(library)
    assert "How many tines does the Simmer 200 have?" not in {one.question for one in unanswerable(after)}


def test_unanswerable_questions_name_no_place(library):
    for line in map(json.loads, gold_lines(numbered(unanswerable(make(library))))):
        assert line["answers"] == []
        assert line["uri"] is None
        assert "quote" not in line
        assert line["kind"] in ("swapped", "absent")


def test_the_reader_must_find_its_way_back(library):
    made = make(library, reader=FirstNumber())
    kept = answerable(made)
    assert made.reader == "first-number"
    assert made.dropped["not found again by the reader"] > 0
    assert "How many tines does the Harrow 3000 have?" in kept
    assert "What is a scarifier?" not in kept
    assert "What is the weight of Badger XL?" in kept, "its row and column prove it"
    for one in (one for one in kept.values() if one.kind != "table"):
        number = first_number(one.question, one.statement.passage.text)
        place = one.statement.passage.text.find(one.answers[0], one.statement.start)
        assert place < number.end()
        assert number.start() < place + len(one.answers[0])


def test_without_statements_there_is_no_gold(tmp_path):
    bare = Library(tmp_path)
    bare.write("file:///bare.md", "# Bare\n\nHe said so, and so did they.\n")
    with pytest.raises(InvalidRequest, match="no question"):
        make(bare)
    bare.close()


def test_a_document_that_is_gone_has_no_structure(library):
    document = next(id for id, uri in library.shelf.listing.uris("") if uri == "file:///shed.md")
    assert library.shelf.passages.structured(document).text.startswith("The shed")
    library.shelf.documents.delete(document)
    with pytest.raises(NotFound):
        library.shelf.passages.structured(document)
