"""One reply against its gold."""

import pytest

from rag.errors import NotFound
from rag.evaluate.gold import GoldQuestion
from rag.evaluate.judge import Timed, is_right, judge, said, verifies
from tests.evaluate.replies import WordTokenizer, abstention, answer, cite, hit

TEXT = "Note. The server listens to port 8000 by default. More."
QUOTE = "The server listens to port 8000 by default."
GOLD = GoldQuestion("q1", "Which port?", ("8000",), "http.server.html", (), QUOTE, "fact")
PAGE = "file:///manual/http.server.html"


def text_of(document_id, version):
    if (document_id, version) != (PAGE, 1):
        raise NotFound("No such version")
    return TEXT


def judged(gold, reply, hits=()):
    return judge(gold, Timed(reply, hits, ask_ms=5.0, search_ms=3.0), text_of, WordTokenizer())


def test_a_right_answer():
    row = judged(GOLD, answer("Port 8000.", [cite(PAGE, QUOTE, 6)]), [hit("/x", "no"), hit(PAGE, TEXT)])
    assert (row.right, row.answered_right, row.withheld) == (True, True, False)
    assert (row.exact, row.f1, row.words) == (0.0, pytest.approx(2 / 3), 2)
    assert (row.citations, row.verified) == (1, 1)
    assert (row.hit_1, row.hit_5, row.mrr_10, row.passage) == (0.0, 1.0, 0.5, 1.0)
    assert row.ndcg_10 == pytest.approx(0.6309, abs=1e-4)
    assert (row.id, row.kind, row.confidence, row.ask_ms, row.search_ms) == ("q1", "fact", 0.9, 5.0, 3.0)


def test_right_needs_the_accepted_answer_and_its_place():
    here, elsewhere = cite(PAGE, "More.", 50), cite("file:///other.html", "8000 of something else")
    assert is_right(GOLD, answer("Port 8000.", [here])) is True
    assert is_right(GOLD, answer("Port 9000.", [here])) is False
    assert is_right(GOLD, answer("Port 8000.", [elsewhere])) is False
    assert is_right(GOLD, answer("Port 8000.", [])) is False
    assert is_right(GOLD, answer("Port 8000.", [elsewhere, here])) is True


def test_the_place_is_also_another_page_or_the_quote_anywhere():
    also = GoldQuestion("q", "?", ("8000",), "nowhere.html", ("http.server.html",))
    assert is_right(also, answer("8000", [cite(PAGE, "x")])) is True
    assert is_right(GOLD, answer("8000", [cite("/copy", "server listens to port 8000")])) is True


def test_a_page_that_also_holds_the_answer_is_missed_by_ndcg_alone():
    both = GoldQuestion("q", "?", ("8000",), "nowhere.html", ("http.server.html",))
    row = judged(both, abstention(), [hit(PAGE, TEXT)])
    assert (row.hit_1, row.mrr_10) == (1.0, 1.0)
    assert row.ndcg_10 == pytest.approx(0.6131, abs=1e-4)


def test_gold_without_a_place_asks_for_the_answer_alone():
    assert is_right(GoldQuestion("q", "?", ("8000",)), answer("8000", [])) is True


def test_an_answer_to_an_unanswerable_question_is_neither_right_nor_wrong_here():
    row = judged(GoldQuestion("q", "?"), answer("8000", [cite(PAGE, QUOTE, 6)]))
    assert (row.answerable, row.right, row.exact, row.f1) == (False, None, None, None)
    assert row.answered_right is False
    assert row.withheld is False


def test_an_abstention_is_judged_by_what_it_withheld():
    row = judged(GOLD, abstention(withheld="Port 8000.", citations=[cite(PAGE, QUOTE, 6)]))
    assert (row.text, row.right, row.answered_right, row.withheld) == ("Port 8000.", True, False, True)
    assert row.words is None
    wrong = judged(GOLD, abstention(withheld="Port 9000.", citations=[cite(PAGE, QUOTE, 6)]))
    assert (wrong.right, wrong.withheld) == (False, False)


def test_an_abstention_that_tells_nothing_counts_as_withheld():
    row = judged(GOLD, abstention())
    assert (row.text, row.right, row.withheld) == (None, None, True)
    assert said(abstention()) is None


def test_retrieval_is_only_judged_where_gold_has_a_place():
    row = judged(GoldQuestion("q", "?"), abstention(), [hit(PAGE, TEXT)])
    assert (row.hit_1, row.hit_5, row.mrr_10, row.ndcg_10, row.passage) == (None,) * 5


def test_no_hits_is_zero_and_not_nothing():
    row = judged(GOLD, abstention(), [])
    assert (row.hit_1, row.hit_5, row.mrr_10, row.ndcg_10, row.passage) == (0.0,) * 5


def test_passage_recall_stops_at_a_thousand_tokens():
    filler = "word " * 995
    row = judged(GOLD, abstention(), [hit("/x", filler), hit(PAGE, QUOTE)])
    # Five words of the quote fit: Theserverlistenstoport, 22 of its 36 characters.
    assert row.passage == pytest.approx(22 / 36)


@pytest.mark.parametrize(
    ("start", "quote", "holds"),
    [
        (6, QUOTE, True),
        (5, QUOTE, False),
        (6, QUOTE.lower(), False),
        (50, "More.  ", False),
        (-5, "", False),
        (6, "", False),
    ],
)
def test_a_citation_is_checked_character_by_character(start, quote, holds):
    assert verifies(cite(PAGE, quote, start), text_of) is holds


def test_a_negative_start_does_not_count_from_the_end():
    assert TEXT[-5:-1] == "More"
    assert not verifies(cite(PAGE, "More", -5), text_of)


def test_a_citation_of_a_missing_version_does_not_verify():
    assert not verifies(cite("/gone", QUOTE, 6), text_of)
