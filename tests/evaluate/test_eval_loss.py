"""Where a right reply is lost, what changed between two runs, and a stored run as of another threshold."""

import pytest

from rag.errors import InvalidRequest
from rag.evaluate import GoldQuestion, comparison_table, conditions_of, forced, headlines, rows_of, summarize, to_json
from rag.evaluate.compare import compare
from rag.evaluate.judge import Timed, judge
from rag.evaluate.run import Conditions
from rag.types import StageScores
from tests.evaluate.replies import WordTokenizer, abstention, answer, cite, hit, row, unanswerable

GOLD = GoldQuestion("q", "Which port?", ("8000",), "server.html")
PAGE, OTHER = "file:///manual/server.html", "file:///manual/other.html"


def read(uri):
    return hit(uri, "text", scores=StageScores(read=0.5))


def judged(reply, hits=(), gold=GOLD):
    return judge(gold, Timed(reply, hits, 1.0, 1.0), lambda document, version: "", WordTokenizer())


@pytest.mark.parametrize(
    ("reply", "found", "loss"),
    [
        (answer("8000", [cite(PAGE, "8000")], hits=[read(PAGE)]), [hit(PAGE)], None),
        (answer("9000", [cite(OTHER, "9000")], hits=[read(OTHER)]), [hit(OTHER)], "not_found"),
        (answer("9000", [cite(OTHER, "9000")], hits=[read(OTHER), hit(PAGE)]), [hit(OTHER), hit(PAGE)], "not_read"),
        (answer("9000", [cite(PAGE, "9000")], hits=[read(PAGE)]), [hit(PAGE)], "another_chosen"),
        (abstention(withheld="9000", citations=[cite(PAGE, "9000")]), [], "not_found"),
        (abstention(withheld="8000", citations=[cite(PAGE, "8000")]), [hit(PAGE)], "withheld"),
    ],
)
def test_the_stage_at_which_it_was_lost(reply, found, loss):
    assert judged(reply, found).loss == loss


def test_an_answer_to_an_unanswerable_question_is_a_loss_and_an_abstention_is_none():
    nothing = GoldQuestion("q", "Who won?")
    assert judged(answer("Ada"), gold=nothing).loss == "answered"
    assert judged(abstention(), gold=nothing).loss is None


def test_gold_without_a_page_tells_nothing_of_search():
    lost = judged(answer("9000"), gold=GoldQuestion("q", "?", ("8000",)))
    assert (lost.rank, lost.read, lost.loss) == (None, None, "another_chosen")


def test_a_row_names_the_place_of_the_right_document_and_what_was_cited():
    seen = judged(answer("8000", [cite(PAGE, "8000"), cite(OTHER, "x")]), [hit(OTHER), hit(OTHER), hit(PAGE)])
    assert (seen.rank, seen.documents) == (2, (OTHER, PAGE))


def test_outcomes():
    rows = (row(), row(right=False), row(abstained=True), unanswerable(), unanswerable(abstained=False))
    assert [one.outcome for one in rows] == ["right", "wrong", "abstained", "right", "wrong"]


def test_to_abstain_is_better_than_to_be_wrong_and_worse_than_to_be_right():
    before = [row(id="a", right=False, rank=4), row(id="b"), row(id="c"), unanswerable(id="d", abstained=False)]
    after = [row(id="a", abstained=True, rank=2), row(id="b", abstained=True), row(id="c"), unanswerable(id="d")]
    comparison = compare(before, after, resamples=5)
    shown = [(one.id, one.before, one.after, one.verdict) for one in comparison.changes]
    assert shown == [
        ("a", "wrong", "abstained", "better"),
        ("b", "right", "abstained", "worse"),
        ("c", "right", "right", "same"),
        ("d", "wrong", "right", "better"),
    ]
    assert (comparison.changes[0].rank_before, comparison.changes[0].rank_after) == (4, 2)
    assert "question by question: 2 better, 1 worse, 1 same" in comparison_table(comparison)


def test_a_run_as_of_no_threshold_gives_what_was_withheld():
    rows = [row(abstained=True, text="so it is", words=None), row(abstained=True, text=None, right=None), row()]
    assert [(one.abstained, one.words) for one in forced(rows)] == [(False, 3), (True, 1), (False, 1)]


def test_a_run_keeps_rows_conditions_and_headlines_through_json():
    result = summarize([row(documents=("a",), rank=3, loss="withheld")], Conditions(0.4, "reader-1"), resamples=2)
    written = to_json(result)
    assert rows_of(written, "it") == result.rows
    assert conditions_of(written) == Conditions(0.4, "reader-1")
    assert headlines(written)["right"] == {"value": 1.0, "low": 1.0, "high": 1.0}


def test_a_run_of_an_earlier_release_can_still_be_read():
    written = to_json(summarize([row()], resamples=2))
    for later in ("rank", "read", "loss", "documents"):
        del written["rows"][0][later]
    del written["conditions"]
    assert rows_of(written, "it") == (row(),)
    assert conditions_of(written) is None
    written["rows"][0]["odd"] = 1
    with pytest.raises(InvalidRequest, match="another form"):
        rows_of(written, "it")
