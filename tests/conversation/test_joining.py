"""The answers to parts become one answer whose proofs still belong to their sentences."""

from __future__ import annotations

from rag.conversation.joining import interleaved, joined
from rag.conversation.parts import Part
from rag.conversation.telling import told_in_parts
from rag.types import Answer, Citation, Hit, Sentence, StageRanks, StageScores
from rag.writing.events import Found, Said, Unanswered, told


def hit(number, rank=1):
    return Hit(rank, 1.0, StageScores(), StageRanks(), number, f"d{number}", 1, f"file:///{number}", None, 0, 4, "text")


def citation(name):
    return Citation(name, 1, f"file:///{name}", None, 0, 4, name)


def answered(name, *, hits=(), confidence=0.8):
    """An answer of two sentences, each with a proof of its own."""
    sentences = (Sentence(f"{name} one.", (0,)), Sentence(f"{name} two.", (1, 0)))
    proofs = (citation(f"{name}-a"), citation(f"{name}-b"))
    return Answer(f"{name} one. {name} two.", False, confidence, "quoted", sentences, proofs, hits, question=f"{name}?")


def silent(name):
    return Answer(None, True, 0.2, "not in these documents", hits=(hit(9),), question=f"{name}?")


def proofs_of(answer):
    return {one.text: [answer.citations[place].quote for place in one.citations] for one in answer.sentences}


def test_each_sentence_keeps_its_proofs():
    whole = joined([answered("left"), answered("right")])
    assert proofs_of(whole) == proofs_of(answered("left")) | proofs_of(answered("right"))
    assert whole.text == "left one. left two.\nright one. right two."
    assert [part.question for part in whole.parts] == ["left?", "right?"]


def test_it_is_as_sure_as_its_least_sure_answer():
    whole = joined([answered("left", confidence=0.9), answered("right", confidence=0.4), silent("last")])
    assert whole.confidence == 0.4
    assert not whole.abstained


def test_what_is_not_answered_is_said():
    whole = joined([answered("left"), silent("right")])
    assert [(part.abstained, part.reason) for part in whole.parts] == [
        (False, "quoted"),
        (True, "not in these documents"),
    ]
    assert whole.notes == ()
    assert whole.reason.startswith("1 of 2 questions answered")


def test_it_abstains_when_all_parts_do():
    whole = joined([silent("left"), silent("right")])
    assert whole.abstained
    assert whole.text is None
    assert whole.confidence == 0.2
    assert whole.notes == ()


def test_hits_are_mixed_each_once():
    mixed = interleaved([[hit(1), hit(2, 2), hit(3, 3)], [hit(2), hit(4, 2)]])
    assert [one.chunk_id for one in mixed] == [1, 2, 4, 3]
    assert [one.rank for one in mixed] == [1, 2, 3, 4]


def test_events_tell_the_same_as_the_whole():
    left, right = answered("left", hits=(hit(1),)), answered("right", hits=(hit(2),))
    events = list(told_in_parts([(Part(one.question, one.question), one.hits, told(one)) for one in (left, right)]))
    assert isinstance(events[0], Found)
    assert [one.chunk_id for one in events[0].hits] == [1, 2]
    whole = events[-1]
    assert tuple(event.sentence for event in events if isinstance(event, Said)) == whole.sentences
    said = {e.sentence.text: [proof.quote for proof in e.citations] for e in events if isinstance(e, Said)}
    assert said == proofs_of(whole)


def test_what_is_not_answered_is_told_in_its_place_and_as_it_was_asked():
    parts = [(Part("It?", "left?"), (), told(silent("left"))), (Part("right?", "right?"), (), told(answered("right")))]
    _, refused, *said, whole = told_in_parts(parts)
    assert refused == Unanswered("It?", "not in these documents")
    assert [event.question for event in said] == ["right?", "right?"]
    assert [(part.asked, part.question) for part in whole.parts] == [("It?", "left?"), ("right?", "right?")]
    assert list(told(whole))[1:] == [refused, *said, whole]


def test_a_part_is_answered_only_when_those_before_it_were_told():
    asked = []

    def telling(answer):
        asked.append(answer.question)
        yield from told(answer)

    events = told_in_parts(
        [(Part(one.question, one.question), (), telling(one)) for one in (answered("left"), answered("right"))]
    )
    for event in events:
        if isinstance(event, Said) and event.sentence.text == "left one.":
            break
    assert asked == ["left?"]
