"""The generator says what the reader points at: as a phrase, a list or sentences, with all that it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.answerer import Answerer
from rag.answer.candidates import MOST_WORDS, count_words
from rag.answer.evidence import Seen
from rag.answer.reading import UNKNOWN, Considered, ReadingGenerator, within
from tests.answer.made_up import hit, seen
from tests.answer.small_models import Letters, Marked, Words, asked

KEPT = "Old versions are kept for 30 days. Then they go."


def proposed(question: str, *texts: str, characters: int = 8000, **shares: float):
    """What is proposed for passages of one document each, by a reader that knows the answers' shares."""
    hits = [hit(text=text, chunk_id=place, document_id=f"d{place}") for place, text in enumerate(texts)]
    proposal = ReadingGenerator(Marked(**shares), Letters(), Words(), characters).propose(asked(question), hits)
    for _, quotes in proposal.sentences:
        assert quotes
        assert all(0 <= quote.start < quote.end <= len(texts[quote.hit.chunk_id]) for quote in quotes)
    return proposal


def worded(question: str, *ranked: Seen):
    """How pieces of equal worth are worded, the first as the lead."""
    found = Considered(ranked, ())
    return ReadingGenerator(Marked(), Letters(), Words(), 8000).worded(asked(question), found)


def in_language(language, *texts: str):
    """A German question's proposal from passages of which the first is in this language, and which were read."""
    reader = Marked(**{"30 Tage": 0.9, "red": 0.9})
    hits = [hit(text=text, chunk_id=place, document_id=f"d{place}") for place, text in enumerate(texts)]
    question = asked("Wie lange wird die alte Fassung aufbewahrt?")
    generator = ReadingGenerator(reader, Letters(), Words(), 8000)
    return generator.propose(question, [replace(hits[0], language=language), *hits[1:]]), reader.read_passages


@pytest.mark.parametrize("language", ["de", "zh", "enm"])
def test_what_the_reader_does_not_know_is_quoted_by_words_and_meaning_and_says_so(language):
    kept = "Die alte Fassung wird 30 Tage aufbewahrt."
    proposal, read = in_language(language, f"{kept} Der Hund schläft.", "The red dog sleeps.")
    assert said(proposal)[0] == (kept, [kept])
    assert proposal.notes == (UNKNOWN,)
    assert read == []
    assert [one.scores.read for one in proposal.hits] == [None, None]


@pytest.mark.parametrize("language", ["en", None])
def test_english_and_what_could_not_be_told_is_read(language):
    proposal, read = in_language(language, "Die alte Fassung wird 30 Tage aufbewahrt.", "The red dog sleeps.")
    assert proposal.notes == ()
    assert len(read) == 2
    assert all(one.scores.read is not None for one in proposal.hits)


def said(proposal) -> list[tuple[str, list[str]]]:
    return [(text, [q.hit.text[q.start : q.end] for q in quotes]) for text, quotes in proposal.sentences]


def test_a_sure_span_is_a_phrase_that_rests_on_its_sentence():
    found = proposed("How long are old versions kept?", KEPT, "Nothing here.", **{"30_days": 0.9})
    assert said(found) == [("30 days", ["Old versions are kept for 30 days."])]
    assert 0 < found.confidence < 1
    assert not found.disagreeing


def test_an_unsure_span_is_its_sentence():
    (first, *_) = said(proposed("How long are old versions kept?", KEPT, **{"30_days": 0.01}))
    assert first == ("Old versions are kept for 30 days.", ["Old versions are kept for 30 days."])


@pytest.mark.parametrize("question", ["Are old versions kept for long?", "Why are old versions kept?"])
def test_what_asks_for_no_phrase_gets_the_sentence(question):
    (first, *_) = said(proposed(question, KEPT, **{"30_days": 0.9}))
    assert first[0] == "Old versions are kept for 30 days."


def test_a_span_of_punctuation_is_no_phrase():
    (first, *_) = said(proposed("What are old versions?", "Old versions are kept ...", **{"...": 0.9}))
    assert first[0] == "Old versions are kept ..."


def test_documents_that_agree_are_cited_together_and_make_each_other_sure():
    other = "There, old versions live 30 days."
    found = proposed("How long are old versions kept?", KEPT, other, **{"30_days": 0.45})
    assert said(found) == [("30 days", ["Old versions are kept for 30 days.", other])]
    assert not found.disagreeing


def test_the_same_sentence_of_two_documents_is_said_once_and_cited_twice():
    same = "Old versions are kept for long."
    found = proposed("Are old versions kept?", same, f"{same} Then they go.", f"{same} Or not.", f"{same} So be it.")
    assert said(found)[0] == (same, [same] * 3)
    assert [text for text, _ in said(found)].count(same) == 1


def test_labels_are_no_further_sentences():
    label, sentence = seen("tags: old, kept", "d2"), seen("They are kept by hand.", "d3")
    assert said(worded("Why are they kept?", sentence, label, sentence)) == [
        ("They are kept by hand.", ["They are kept by hand."])
    ]
    assert len(said(worded("Why are they kept?", label, sentence))) == 2


def test_a_contradiction_is_shown_side_by_side():
    texts = (KEPT, "Old versions are kept for 14 days.")
    found = proposed("How long are old versions kept?", *texts, **{"30_days": 0.45, "14_days": 0.4})
    assert found.disagreeing
    assert said(found) == [
        ("Old versions are kept for 30 days.", ["Old versions are kept for 30 days."]),
        ("Old versions are kept for 14 days.", ["Old versions are kept for 14 days."]),
    ]


def test_near_duplicates_that_say_the_same_contradict_nothing():
    found = proposed("How long are old versions kept?", KEPT, KEPT + " Bye.", **{"30_days": 0.45})
    assert not found.disagreeing
    assert [text for text, _ in said(found)] == ["30 days"]


def test_how_to_gets_the_steps():
    text = "To tidy old versions:\n\n1. Stop it.\n2. Delete old versions.\n3. Start it."
    found = proposed("How do I tidy old versions?", text, Delete=0.9)
    assert said(found) == [(item, [item]) for item in ("1. Stop it.", "2. Delete old versions.", "3. Start it.")]


def test_nothing_comes_of_nothing():
    for texts in ((), ("",), (" \n\n",), ("----",)):
        found = proposed("What is it?", *texts)
        assert (found.sentences, found.confidence) == ((), 0.0)
        assert len(found.hits) == len(texts)
    assert said(proposed("What is it?", "", KEPT, **{"30_days": 0.9})) != []


def test_as_much_is_read_as_there_is_room_for_and_one_passage_at_least():
    hits = [hit(text="x" * 40, context="y" * 10, rank=rank) for rank in (1, 2, 3)]
    assert [len(within(hits, room)) for room in (1, 50, 99, 100, 149, 150, 1000)] == [1, 1, 1, 2, 2, 3, 3]
    assert within([], 100) == ()


def test_hits_say_what_was_read_of_them():
    found = proposed("How long?", KEPT, "Nothing here.", "Not read.", characters=len(KEPT) + 15, **{"30_days": 0.9})
    assert [one.scores.read for one in found.hits] == [0.9, 0.1, None]
    assert [(one.scores.dense, one.chunk_id, one.text) for one in found.hits] == [
        (0.5, 0, KEPT),
        (0.5, 1, "Nothing here."),
        (0.5, 2, "Not read."),
    ]


def test_the_reader_is_given_headings_and_text_apart():
    reader = Marked()
    passage = hit(text=KEPT, context="Versions")
    ReadingGenerator(reader, Letters(), Words(), 8000).propose(asked("How long?"), [passage])
    assert [(read.context, read.text) for read in reader.read_passages] == [("Versions", KEPT)]


SENTENCES = st.lists(
    st.sampled_from(["So it goes. ", "😀 琥珀。", "(see\n", "- a 7\n", "word " * 50, "\n\n", "1. b\n2. c\n"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES.map("".join), max_size=4), st.sampled_from(["Why so?", "What is 7?", "How do I b?"]))
def test_every_quote_is_a_span_and_sentences_stay_short(texts, question):
    found = proposed(question, *texts, **{"7": 0.5, "it": 0.2, "珀": 0.2})
    for text, quotes in found.sentences:
        assert any(text in quote.hit.text[quote.start : quote.end] for quote in quotes)
    if not question.startswith("How") and found.sentences:
        assert count_words(" ".join(text for text, _ in found.sentences)) <= MOST_WORDS


class Everything:
    """Stores every text as document d0, d1 and so on."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def quote(self, document_id, version, start, end):
        return self._texts[int(document_id[1:])][start:end]

    def page_of(self, document_id, version, offset):
        return None


def test_the_real_models_read_and_are_proved():
    from rag.compose import make_embedder, make_reader
    from rag.lexical import Bm25Encoder
    from rag.settings import Settings
    from rag.types import Question

    texts = (
        "The lighthouse of Skarholm was built in 1848. Its lamp burned rape oil until 1911.",
        "Bread is baked with flour, water and salt.",
    )
    hits = [hit(text=text, chunk_id=place, document_id=f"d{place}") for place, text in enumerate(texts)]
    embedder, encoder = make_embedder(Settings()), Bm25Encoder()
    generator = ReadingGenerator(make_reader(Settings()), embedder, encoder, 8000)
    asking = "When was the lighthouse of Skarholm built?"
    question = Question(asking, embedder.embed([asking])[0], encoder.query(asking, ("en",)), ("en",))
    answer = Answerer(generator, Everything(*texts), lambda: 0.0).answer(question, hits)
    assert "1848" in answer.text
    assert "Bread" not in answer.text
    assert answer.citations[0].quote == texts[0][: texts[0].index(" Its")]
    assert answer.hits[0].scores.read > answer.hits[1].scores.read
