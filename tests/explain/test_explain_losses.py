"""Where a document is lost: at every stage, by the figures that the stages themselves give."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.compose import make_service
from rag.types import Filter
from tests.explain.library import ANSWER, QUESTION, PointingReader, open_library
from tests.live.house import TinyEmbedder, open_house


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with open_library(tmp_path_factory.mktemp("library")) as (_, service):
        yield service


def verdict(service, document, k=3, **more):
    return service.explain(QUESTION, k, document=document, **more).document


@pytest.mark.parametrize(
    ("document", "lost_at", "reason"),
    [
        ("answer.md", None, "cited"),
        ("near/00.md", "arranged", "beyond"),
        ("copies/3.md", "arranged", "copy"),
        ("copies/1.md", "cited", "outweighed"),
        ("far/119.md", "fetched", "not_fetched"),
        ("empty.md", "stored", "empty"),
        ("gone.md", "stored", "deleted"),
        ("waiting.md", "stored", "unfinished"),
        ("broken.pdf", "stored", "failed"),
        ("nowhere.md", "stored", "unknown"),
    ],
)
def test_a_document_is_lost_where_it_is_lost(service, document, lost_at, reason):
    found = verdict(service, document)
    assert (found.lost_at, found.reason) == (lost_at, reason)
    assert found.text.endswith((".", "encrypted"))
    assert found.changes or found.in_vain or lost_at in (None, "stored")


def test_a_filter_that_leaves_it_out_is_named(service):
    wanted = Filter(uri_prefix="file:///near", media_type=("text/plain",))
    found = verdict(service, "answer.md", filter=wanted)
    assert (found.lost_at, found.reason) == ("filter", "filtered")
    assert [(change.kind, change.to, change.reaches) for change in found.changes] == [("filter", "uri_prefix", "cited")]


def test_two_parts_of_a_filter_that_leave_it_out_go_together(service):
    wanted = Filter(uri_prefix="file:///near", media_type=("text/html",))
    (change,) = verdict(service, "answer.md", filter=wanted).changes
    assert change.to == "any part"


def test_what_is_not_fetched_stands_where_an_exact_search_finds_it(service):
    found = verdict(service, "far/119.md")
    near, words = found.gaps
    everything = service.nearest(QUESTION, 100)
    place = next(hit for hit in everything if hit.uri == "file:///far/119.md")
    assert (near.stage, near.rank, near.needed_rank) == ("dense", place.rank, 48)
    assert near.score == pytest.approx(place.score, abs=1e-6)
    assert near.needed_score == pytest.approx(everything[47].score, abs=1e-6)
    assert (words.stage, words.rank, words.score) == ("lexical", None, None)
    assert set(found.missing_words) == {"amber", "lagoon", "end"}


def test_what_comes_behind_the_last_hit_says_by_how_much(service):
    (gap,) = verdict(service, "near/00.md").gaps
    hits = service.search(QUESTION, 100)
    mine = next(hit for hit in hits if hit.uri == "file:///near/00.md")
    assert (gap.rank, gap.score) == (mine.ranks.fused, pytest.approx(mine.score))
    assert gap.needed_score == pytest.approx(hits[2].score)
    assert gap.score < gap.needed_score


def test_a_document_has_several_names(service):
    uri = "file:///near/00.md"
    number = verdict(service, uri).id
    assert {verdict(service, name).uri for name in (number, "near/00.md", "/near/00.md", "00.md")} == {uri}
    # A name begins where a component of the path does, and case counts.
    assert {verdict(service, name).reason for name in ("ear/00.md", "NEAR/00.md", "near/%30%30.md")} == {"unknown"}


def test_a_name_that_fits_several_documents_is_asked_back(tmp_path):
    with open_library(tmp_path) as (house, service):
        house.put("file:///other/00.md", "something else")
        service.index.catch_up()
        found = verdict(service, "00.md")
        assert found.reason == "ambiguous"
        assert {one.uri for one in found.suggestions} == {"file:///near/00.md", "file:///other/00.md"}


def test_a_misspelt_name_is_helped(service):
    found = verdict(service, "answers.txt")
    assert found.reason == "unknown"
    assert "file:///answer.md" in {one.uri for one in found.suggestions}


def test_of_a_deleted_document_nothing_is_told_but_what_was_asked(service):
    found = verdict(service, "gone.md")
    assert (found.named, found.id, found.uri, found.title) == ("gone.md", None, None, None)
    assert "gone" not in {one.uri for name in ("gon", "gone!") for one in verdict(service, name).suggestions}


def test_what_this_process_has_not_taken_in_yet_is_no_loss_of_the_document(tmp_path):
    with open_library(tmp_path) as (house, service):
        house.put("file:///new.md", "amber lagoon, brand new")
        assert verdict(service, "new.md").reason == "not_followed"
        service.index.catch_up()
        assert verdict(service, "new.md").reason != "not_followed"


def test_what_the_reader_does_not_know_is_said_to_be_weighed_and_not_read(tmp_path):
    with open_house(tmp_path) as house:
        for name, text in (("answer", f"The amber lagoon does end {ANSWER}."), ("other", "A lamp.")):
            version = house.version(f"file:///{name}.md", text)
            house.shelf.documents.store(replace(version, document=replace(version.document, language="de")))
        service = make_service(house.settings, house.catalog, "default", TinyEmbedder(), PointingReader())
        found = service.explain(QUESTION, 3, document="other.md").document
        assert (found.lost_at, found.reason) == ("cited", "outweighed")
        assert "It was weighed, but" in found.text
        assert "by words and meaning: the reader does not know the language" in found.text
