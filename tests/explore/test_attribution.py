"""A comparison taken apart: the shares add up, and what is said to matter does matter."""

import numpy as np
import pytest

from rag.explore.attribution import explain
from tests.explore.pairs import PAIRS

DROP = 3.0
"""How many times more the cosine must fall without the top words than without random ones (measured: 6.8)."""


def words_of(shares):
    """(start, end, share) of each whole word that is read."""
    words = {}
    for share in shares:
        if share.piece.word is not None and share.share is not None:
            start, end, before = words.get(share.piece.word, (share.piece.start, 0, 0.0))
            words[share.piece.word] = (start, max(end, share.piece.end), before + share.share)
    return list(words.values())


def without(text, words):
    for start, end, _ in sorted(words, reverse=True):
        text = text[:start] + text[end:]
    return text


@pytest.mark.parametrize(
    ("a", "b"), [*PAIRS[:4], ("", "book"), ("猫は 😀 好き", "cats"), ("[SEP] x", "x"), ("word " * 400, "a word")]
)
def test_shares_add_up_to_the_cosine(embedder, a, b):
    explained = explain(embedder, a, b)
    vectors = embedder.embed([a, b])
    assert explained.cosine == pytest.approx(float(vectors[0] @ vectors[1]), abs=0.01)
    for side in (explained.a, explained.b):
        total = sum(share.share for share in side.tokens if share.share is not None)
        assert total == pytest.approx(explained.cosine, abs=1e-4)


def test_taking_away_what_matters_lowers_the_cosine_more_than_chance(embedder):
    """Three words of each text, of which the shares say most, against three at random, ten times."""
    random = np.random.default_rng(1)
    top_drops, random_drops, wins = [], [], []
    for asked, text in PAIRS:
        explained = explain(embedder, asked, text)
        words = words_of(explained.b.tokens)
        top = sorted(words, key=lambda word: -word[2])[:3]
        drawn = [[words[place] for place in random.choice(len(words), 3, replace=False)] for _ in range(10)]
        vectors = embedder.embed([asked, text, without(text, top), *(without(text, some) for some in drawn)])
        cosines = vectors[1:] @ vectors[0]
        top_drops.append(cosines[0] - cosines[1])
        random_drops.append(cosines[0] - cosines[2:].mean())
        wins.append(top_drops[-1] > random_drops[-1])
    assert np.mean(top_drops) > DROP * np.mean(random_drops), (np.mean(top_drops), np.mean(random_drops))
    assert np.mean(wins) > 0.9


def test_the_words_that_meet_are_linked(embedder):
    explained = explain(embedder, "the king walks in", "outside the queen waits")
    names = [
        (explained.a.tokens[link.a].piece.piece, explained.b.tokens[link.b].piece.piece) for link in explained.links
    ]
    assert names[0] == ("king", "queen")
    assert not {"[CLS]", "[SEP]"} & {name for pair in names for name in pair}
    assert [link.share for link in explained.links] == sorted((link.share for link in explained.links), reverse=True)


def test_a_sentence_that_matters_is_told_by_sum_and_by_what_happens_without_it(embedder):
    text = "The bakery opens at seven. My cat sleeps on the oven. It sells bread and rolls."
    explained = explain(embedder, text, "a sleeping cat")
    baker, cat, bread = explained.a.sentences
    assert text[cat.start : cat.end] == "My cat sleeps on the oven."
    assert cat.share > max(baker.share, bread.share)
    assert cat.without < explained.cosine < min(baker.without, bread.without)
    assert [sentence.without for sentence in explained.b.sentences] == [None]


def test_what_is_not_read_has_no_share_and_does_not_move_into_view(embedder):
    text = "A dog barks at every passing cart. " * 40 + "The ship sank."
    explained = explain(embedder, text, "shipwreck")
    assert explained.a.tokens[-5].share is None
    assert explained.a.tokens[-1].share is not None
    assert all(sentence.without < 0.3 for sentence in explained.a.sentences)
    assert max(sentence.end for sentence in explained.a.sentences) < len(text) - 14
