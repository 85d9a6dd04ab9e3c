"""A small service measured from end to end, saved, read back, compared and shown."""

import json
from math import isnan

import pytest

from rag.errors import InvalidRequest, NotFound
from rag.evaluate import (
    Conditions,
    GoldQuestion,
    compare,
    comparison_table,
    comparison_to_json,
    evaluate,
    read_rows,
    summarize,
    table,
    to_json,
)
from tests.evaluate.replies import WordTokenizer, abstention, answer, cite, hit, row, unanswerable

DOCUMENTS = {"/d/moon.md": "The moon is far away.", "/d/sun.md": "The sun is hot. Its light takes eight minutes."}

GOLD = (
    GoldQuestion("1", "how long does light take", ("eight minutes",), "sun.md", quote="Its light takes eight minutes."),
    GoldQuestion("2", "is the moon far", ("far away",), "moon.md", quote="The moon is far away.", kind="easy"),
    GoldQuestion("3", "who won", kind="none"),
)


class WordService:
    """Ranks documents by shared words and answers with the whole best one when two words are shared."""

    tokenizer = WordTokenizer()

    def search(self, question, k=50):
        words = set(question.lower().split())
        shared = {uri: len(words & set(text.lower().rstrip(".").split())) for uri, text in DOCUMENTS.items()}
        best = sorted(DOCUMENTS, key=lambda uri: -shared[uri])
        return [hit(uri, DOCUMENTS[uri], rank) for rank, uri in enumerate(best, 1) if shared[uri]]

    def consider(self, question):
        hits = self.search(question)
        if not hits:
            return abstention(0.05)
        best = hits[0]
        return answer(best.text, [cite(best.uri, best.text)], 0.95, hits)

    def text(self, document_id, version):
        if document_id not in DOCUMENTS or version != 1:
            raise NotFound(f"No {document_id}")
        return DOCUMENTS[document_id]


class Changed(WordService):
    """Its texts changed after they were quoted."""

    def text(self, document_id, version):
        return super().text(document_id, version).upper()


CONDITIONS = Conditions(0.35, "words-1")


def run(service=None, progress=None):
    return evaluate(GOLD, service or WordService(), CONDITIONS, progress)


def test_the_small_service():
    told = []
    result = run(progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [row.id for row in result.rows] == ["1", "2", "3"]
    values = {name: figure.value for name, figure in result.figures.items()}
    assert values["right"] == values["hit@1"] == values["passage_recall@1000"] == 1.0
    assert values["citations_verified"] == 1.0
    assert values["unanswerable_answered"] == 0.0
    assert values["auroc_right"] == 1.0
    assert values["calibration_error"] == pytest.approx(0.05)
    assert set(result.by_kind) == {"easy", "none"}
    assert result.by_kind["easy"]["questions"] == 1
    assert isnan(result.by_kind["none"]["right"])


def test_a_text_that_changed_under_a_citation_shows():
    result = run(Changed())
    assert result.figures["citations_verified"].value == 0.0


def test_latencies_are_percentiles_of_the_calls():
    rows = [row(ask_ms=float(ms), search_ms=1.0) for ms in range(1, 102)]
    result = summarize(rows, resamples=2)
    assert (result.ask_ms.p50, result.ask_ms.p95, result.ask_ms.p99) == (51.0, 96.0, 100.0)
    assert result.search_ms.p99 == 1.0


def test_reliability_is_over_answers_given():
    result = summarize([row(), unanswerable(), row(abstained=True, confidence=0.2)], resamples=2)
    assert [(bin.low, bin.count, bin.right) for bin in result.reliability] == [(0.9, 1, 1.0)]


def test_a_run_survives_json(tmp_path):
    result = run()
    path = tmp_path / "run.json"
    path.write_text(json.dumps(to_json(result), allow_nan=False), encoding="utf-8")
    assert read_rows(path) == result.rows


def test_json_has_the_figures_with_intervals():
    written = to_json(run())
    assert written["questions"] == 3
    assert written["figures"]["right"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert written["by_kind"]["none"]["right"] is None
    assert set(written["ask_ms"]) == {"p50", "p95", "p99"}


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 1}', '{"version": 2, "rows": []}', '{"version": 1, "rows": [{"id": "a"}]}']
)
def test_a_file_that_is_no_run_is_refused(tmp_path, content):
    path = tmp_path / "run.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidRequest, match=r"run\.json"):
        read_rows(path)


def test_a_missing_run_is_refused(tmp_path):
    with pytest.raises(InvalidRequest, match="cannot be read"):
        read_rows(tmp_path / "none.json")


def test_compare_pairs_by_id():
    before = [row(id="a", right=False), row(id="b"), row(id="only before", right=False)]
    after = [row(id="new", right=False), row(id="b"), row(id="a")]
    comparison = compare(before, after, resamples=200)
    assert (comparison.questions, comparison.only_before, comparison.only_after) == (2, 1, 1)
    change = comparison.figures["right"]
    assert (change.before, change.after, change.difference) == (0.5, 1.0, 0.5)
    assert isnan(comparison.figures["hit@1"].difference)


def test_runs_without_a_common_question_are_refused():
    with pytest.raises(InvalidRequest, match="no question in common"):
        compare([row(id="a")], [row(id="b")])


def test_the_table_shows_figures_kinds_reliability_and_latency():
    shown = table(run())
    assert "3 questions" in shown
    assert any(line.startswith("right ") and "1.000 to 1.000" in line for line in shown.splitlines())
    assert any(line.split()[:3] == ["easy", "1", "1.000"] for line in shown.splitlines())
    assert any(line.split()[:4] == ["0.9", "to", "1.0", "2"] for line in shown.splitlines())
    assert any(line.startswith("ask ") for line in shown.splitlines())


def test_the_table_leaves_out_what_has_no_value():
    shown = table(summarize([unanswerable()], resamples=2))
    assert "hit@1" not in shown
    assert "nan" not in shown.split()


def test_the_comparison_turns_the_chance_round_where_less_is_better():
    before = [unanswerable(id=str(n), abstained=False) for n in range(5)]
    after = [unanswerable(id=str(n)) for n in range(5)]
    comparison = compare(before, after, resamples=20)
    assert comparison.figures["unanswerable_answered"].probability == 0.0
    (line,) = (line for line in comparison_table(comparison).splitlines() if line.startswith("unanswerable_answered"))
    assert line.split()[1:4] == ["1.000", "0.000", "-1.000"]
    assert line.endswith("100%")


def test_a_comparison_is_plain_json():
    comparison = compare([row(id="a")], [row(id="a", f1=0.5)], resamples=5)
    written = comparison_to_json(comparison)
    assert written["figures"]["f1"]["difference"] == -0.5
    assert written["figures"]["hit@1"]["difference"] is None
    json.dumps(written, allow_nan=False)
