"""Judgements and evaluation runs in the catalog: kept, listed, and without what is deleted."""

from __future__ import annotations

import pytest

from rag.catalog.catalog import Catalog
from rag.catalog.feedback import Cited, Judgement
from rag.catalog.purge import purge
from rag.catalog.records import NewVersion
from rag.errors import InvalidRequest, NotFound
from rag.types import Block, Document

TEXT = "Über 😀 alles"
FIGURES = {"right": {"value": 1.0, "low": 1.0, "high": 1.0}}


@pytest.fixture
def catalog(catalog_url):
    catalog = Catalog(catalog_url)
    yield catalog
    catalog.close()


@pytest.fixture
def shelf(catalog):
    return catalog.open_shelf("default")


@pytest.fixture
def store(catalog):
    def stored(uri="file:///a", text=TEXT, collection="default"):
        shelf = catalog.open_shelf(collection)
        embedder = catalog.collections.bind(shelf.collection, "tiny@1/torch-fp32", 4)
        document = Document(text, (Block("paragraph", 0, len(text)),), "text/plain")
        return shelf.documents.store(NewVersion(uri, f"{uri}{text}", "recipe", document, (), embedder)).document_id

    return stored


def judged(*citations, verdict="up", answer="alles"):
    return Judgement("what?", answer, verdict, citations=tuple(citations))


def run_of(*rows):
    """A run as far as the catalog looks into it: rows with a text and the documents it cites."""
    return {
        "questions": len(rows),
        "rows": [{"text": text, "documents": list(ids), "right": True} for text, ids in rows],
    }


def test_a_judgement_comes_back_as_it_was_given(shelf, store):
    cited = Cited(store(), 1, 5, 6)
    given = Judgement("Was?", "😀", "down", "wrong", "alles", 0.7, (cited,))
    number = shelf.feedback.add(given)
    ((only,), following) = shelf.feedback.page(10)
    assert (only.id, only.judgement, following) == (number, given, None)


def test_citations_count_code_points_and_must_be_of_stored_text(shelf, store):
    document = store()
    shelf.feedback.add(judged(Cited(document, 1, 0, len(TEXT))))
    for cited in (
        Cited(document, 1, 0, len(TEXT) + 1),
        Cited(document, 2, 0, 1),
        Cited(document, 1, 3, 3),
        Cited("0" * 24, 1, 0, 1),
        Cited(store(collection="other"), 1, 0, 1),
    ):
        with pytest.raises(NotFound, match="has no characters"):
            shelf.feedback.add(judged(cited))
    assert len(shelf.feedback.page(10)[0]) == 1


def test_what_was_purged_cannot_be_cited(catalog, shelf, store):
    document = store(text="first")
    store(text="second")
    purge(catalog.database, shelf.collection, 0, "9999")
    with pytest.raises(NotFound):
        shelf.feedback.add(judged(Cited(document, 1, 0, 1)))


def test_pages_are_the_newest_first_and_whole(shelf):
    numbers = [shelf.feedback.add(judged()) for _ in range(5)]
    first, following = shelf.feedback.page(2)
    second, after = shelf.feedback.page(2, following)
    third, end = shelf.feedback.page(2, after)
    assert [row.id for row in (*first, *second, *third)] == numbers[::-1]
    assert end is None
    assert [row.id for row in shelf.feedback.newest_first()] == numbers[::-1]
    with pytest.raises(InvalidRequest):
        shelf.feedback.page(2, "x")


def test_a_collection_has_judgements_and_runs_of_its_own(catalog, shelf):
    other = catalog.open_shelf("other")
    number = shelf.feedback.add(judged())
    run = shelf.evaluations.add("mine", FIGURES, run_of())
    assert other.feedback.page(10)[0] == other.evaluations.page(10)[0] == []
    for forbidden in (
        lambda: other.feedback.delete(number),
        lambda: other.evaluations.delete(run),
        lambda: other.evaluations.get(run),
    ):
        with pytest.raises(NotFound):
            forbidden()
    shelf.feedback.delete(number)
    shelf.evaluations.delete(run)
    with pytest.raises(NotFound):
        shelf.feedback.delete(number)
    with pytest.raises(NotFound):
        shelf.evaluations.delete(run)


def test_a_run_comes_back_whole_and_is_listed_in_short(shelf):
    numbers = [shelf.evaluations.add(name, FIGURES, run_of(("yes", ()))) for name in ("one", "two", "three")]
    rows, following = shelf.evaluations.page(2)
    assert [(row.id, row.name, row.questions) for row in rows] == [(numbers[2], "three", 1), (numbers[1], "two", 1)]
    assert [row.name for row in shelf.evaluations.page(2, following)[0]] == ["one"]
    summary, run = shelf.evaluations.get(numbers[0])
    assert (summary.name, summary.figures, run) == ("one", FIGURES, run_of(("yes", ())))


def test_a_deleted_document_takes_what_was_said_of_it_and_its_quotes_along(shelf, store):
    gone, kept = store("file:///gone"), store("file:///kept")
    shelf.feedback.add(judged(Cited(kept, 1, 0, 4), Cited(gone, 1, 0, 4)))
    stays = shelf.feedback.add(judged(Cited(kept, 1, 0, 4)))
    run = shelf.evaluations.add("run", FIGURES, run_of(("secret", (gone, kept)), ("open", (kept,))))
    shelf.documents.delete("file:///gone")
    assert [row.id for row in shelf.feedback.page(10)[0]] == [stays]
    rows = shelf.evaluations.get(run)[1]["rows"]
    assert [(row["text"], row["documents"], row["right"]) for row in rows] == [
        ("", [kept], True),
        ("open", [kept], True),
    ]


def test_a_document_that_is_deleted_while_a_run_goes_on_leaves_no_quote_in_it(shelf, store):
    gone = store("file:///gone")
    shelf.documents.delete("file:///gone")
    run = shelf.evaluations.add("run", FIGURES, run_of(("secret", (gone,)), ("open", ())))
    assert [row["text"] for row in shelf.evaluations.get(run)[1]["rows"]] == ["", "open"]
