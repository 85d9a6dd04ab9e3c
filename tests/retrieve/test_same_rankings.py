"""Rankings are what they were before they could be traced, and tracing changes nothing."""

from __future__ import annotations

import json

import pytest

from rag.lexical import Bm25Encoder
from rag.retrieve.retriever import Retriever
from rag.retrieve.trace import Plan
from tests.live.house import TinyEmbedder, open_house
from tests.retrieve.fixed_rankings import KEPT, LIMITS, QUESTIONS, fill, rankings


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with open_house(tmp_path_factory.mktemp("ranked")) as house:
        fill(house)
        yield house


@pytest.fixture(scope="module")
def retriever(house):
    return Retriever(house.index(), house.shelf.passages, TinyEmbedder(), Bm25Encoder())


def test_rankings_are_as_they_were(house):
    kept, found = json.loads(KEPT.read_text()), rankings(house)
    assert set(kept) == set(found)
    for name, hits in kept.items():
        assert [row[:-1] for row in found[name]] == [row[:-1] for row in hits], name
        assert [row[-1] for row in found[name]] == pytest.approx([row[-1] for row in hits], abs=2e-5), name


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("k", LIMITS)
def test_a_trace_accounts_for_every_candidate(retriever, text, k):
    """Each fused candidate is in a group, or set aside, or came behind the place where the groups were complete."""
    trace = retriever.trace(retriever.prepare(text), Plan(k))
    assert list(trace.hits) == retriever.search(trace.question, k)
    shown = {passage.chunk_id for group in trace.arrangement.groups for passage in group.passages}
    aside = set(trace.arrangement.set_aside)
    candidates = [candidate.chunk_id for candidate in trace.fusion.candidates]
    assert set(candidates) == set(trace.passages)
    assert not shown & aside
    assert shown | aside <= set(candidates)
    # What is in neither comes after all that is in one, and only when there are k groups.
    rest = [chunk for chunk in candidates if chunk not in shown | aside]
    assert candidates[len(candidates) - len(rest) :] == rest
    assert not rest or len(trace.arrangement.groups) == k
    assert all(set(one.behind) <= shown for one in trace.arrangement.set_aside.values())


def test_documents_can_be_left_out_and_the_share_of_one_widened(retriever):
    question = retriever.prepare("amber basalt")
    best = retriever.trace(question, Plan(10)).arrangement.groups[0].passages[0]
    without = retriever.trace(question, Plan(10, without=frozenset({best.document})))
    assert best.document not in {passage.document for passage in without.passages.values()}
    wide = retriever.trace(question, Plan(20, share=1)), retriever.trace(question, Plan(20, share=9))
    most = [max(_count(trace).values()) for trace in wide]
    assert most[0] == 1 < most[1]


def _count(trace):
    documents = [hit.document_id for hit in trace.hits]
    return {document: documents.count(document) for document in documents}
