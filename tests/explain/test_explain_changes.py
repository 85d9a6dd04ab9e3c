"""What is said to help helps when somebody else does it: every change is made again, by the doors that people use."""

from __future__ import annotations

import pytest

from rag.compose import make_service
from rag.retrieve.trace import Plan
from tests.explain.library import QUESTION, PointingReader, open_library
from tests.live.house import TinyEmbedder


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with open_library(tmp_path_factory.mktemp("library")) as opened:
        yield opened


@pytest.fixture(scope="module")
def service(library):
    return library[1]


def otherwise(house, **settings):
    """The service with other settings."""
    changed = house.settings.model_copy(update=settings)
    return make_service(changed, house.catalog, "default", TinyEmbedder(), PointingReader())


def shown(service, uri, k, question=QUESTION):
    return uri in {hit.uri for hit in service.search(question, k)}


def reached(service, uri, k=3, question=QUESTION):
    """How far ``ask`` brings a document."""
    answer = service.ask(question, k)
    if uri in {citation.uri for citation in answer.citations}:
        return "cited"
    if any(hit.uri == uri and hit.scores.read is not None for hit in answer.hits):
        return "read"
    return "shown" if uri in {hit.uri for hit in answer.hits} else "less"


def changes(service, uri, k=3, **more):
    return {change.kind: change for change in service.explain(QUESTION, k, document=uri, **more).document.changes}


@pytest.mark.parametrize("name", ["longer", "near/00", "near/07", "near/25", "near/29", "far/007", "far/119"])
def test_the_smallest_k_is_the_smallest(service, name):
    uri = f"file:///{name}.md"
    change = changes(service, uri)["k"]
    assert not shown(service, uri, 3)
    assert not shown(service, uri, change.to - 1)
    assert shown(service, uri, change.to)
    assert reached(service, uri, change.to) == change.reaches
    assert change.rank == next(hit.rank for hit in service.search(QUESTION, change.to) if hit.uri == uri)


def test_a_rewording_brings_it_as_far_as_it_says(service):
    tried = 0
    for name in ("longer", "near/25", "near/29"):
        uri = f"file:///{name}.md"
        for kind, change in changes(service, uri).items():
            if kind.endswith("_word"):
                assert reached(service, uri, question=change.to) == change.reaches
                tried += 1
    assert tried >= 3


def test_without_the_one_it_copies_a_copy_is_shown(service):
    change = changes(service, "file:///copies/3.md")["without_documents"]
    retriever = service._retriever
    question = retriever.prepare(QUESTION)
    copies = {p.uri: p.document for p in retriever.trace(question, Plan(3)).passages.values() if "copies" in p.uri}
    left_out = frozenset(number for uri, number in copies.items() if uri.rpartition("/")[2] in change.to)
    assert 0 < len(left_out) < len(copies)
    hits = retriever.trace(question, Plan(3, without=left_out)).hits
    assert "file:///copies/3.md" in {hit.uri for hit in hits}


def test_what_was_not_read_is_read_when_exactly_as_much_more_is(library):
    house, _ = library
    little = otherwise(house, read_characters=500)
    unread = [hit.uri for hit in little.ask(QUESTION, 20).hits if hit.scores.read is None]
    assert unread
    found = little.explain(QUESTION, 20, document=unread[-1]).document
    assert (found.lost_at, found.reason) == ("read", "unread")
    enough = next(change for change in found.changes if change.kind == "read_characters").to
    assert reached(otherwise(house, read_characters=enough), unread[-1], 20) in ("read", "cited")
    assert reached(otherwise(house, read_characters=enough - 1), unread[-1], 20) == "shown"


def test_a_withheld_answer_is_given_at_the_threshold_it_reaches(library):
    house, _ = library
    strict = otherwise(house, answer_threshold=0.99)
    assert strict.ask(QUESTION, 3).abstained
    found = strict.explain(QUESTION, 3, document="answer.md").document
    assert (found.lost_at, found.reason) == ("cited", "withheld")
    change = next(change for change in found.changes if change.kind == "answer_threshold")
    assert change.reaches == "cited"
    assert reached(otherwise(house, answer_threshold=change.to), "file:///answer.md") == "cited"
    assert otherwise(house, answer_threshold=change.to + 0.01).ask(QUESTION, 3).abstained


def test_without_those_that_come_first_the_next_is_cited(tmp_path):
    uri = "file:///copies/1.md"
    with open_library(tmp_path) as (house, _):
        bold = otherwise(house, answer_threshold=0.0)
        assert reached(bold, uri) == "read"
        change = changes(bold, uri)["without_documents"]
        assert change.reaches == "cited"
        assert "answer.md" in change.to
        for name in change.to.replace(" and ", ", ").split(", "):
            (found,) = house.shelf.listing.uris(f"file:///{name}") or house.shelf.listing.uris(f"file:///near/{name}")
            house.delete(found[1])
        bold.index.catch_up()
        assert reached(bold, uri) == "cited"


def test_k_that_cannot_grow_is_said_to_be_in_vain(service):
    found = service.explain("cedar", 100, document="file:///near/25.md").document
    assert found.lost_at is not None
    assert "k" not in {change.kind for change in found.changes}
    assert any("k = 100" in tried for tried in found.in_vain)


def test_asking_why_leaves_no_trace(library, service):
    house, _ = library
    before = service.search(QUESTION, 10)
    service.explain(QUESTION, 10, document="near/29.md")
    assert service.search(QUESTION, 10) == before
    with house.shelf.database.reading() as connection:
        logged = connection.exec_driver_sql("select count(*) from questions").scalar()
        service.explain(QUESTION, 3)
        assert connection.exec_driver_sql("select count(*) from questions").scalar() == logged
