"""Words that stand nowhere, and what may have been meant, with hashes that can be read."""

from __future__ import annotations

from random import Random
from zlib import crc32

import numpy as np
import pytest

from rag.retrieve.spelling import Misspelt, Speller, slips

PASSAGES = ("A refund is paid within thirty days.", "Opened software has no refund; the Aurelia sails to space.")
DICTIONARY = {"deadline", "water", "spare", "which"}
SMALL = {"which", "there", "within"}


def hashed(word):
    """A word's hash; two that differ in their case or a plural's s share one, and small words have none."""
    word = word.lower()
    return np.array([] if word in SMALL else [crc32(word.removesuffix("s").encode())], dtype=np.uint32)


class Documents:
    """Passages as an index holds them: ``also`` are hashes that stand there by chance."""

    def __init__(self, passages=PASSAGES, also=()):
        self.passages = passages
        self.looked_up = 0
        words = {word.strip(".;") for passage in passages for word in passage.split()}
        self.known = {term for word in (*words, *also) for term in hashed(word).tolist()}

    def counts(self, terms):
        self.looked_up += len(terms)
        return np.array([int(term) in self.known for term in terms], dtype=np.int64)

    def misspelt(self, question):
        speller = Speller(lambda word: word not in DICTIONARY, hashed, self.counts, lambda terms: self.passages)
        return speller.misspelt(question, self.passages)


@pytest.mark.parametrize("slip", ["refnd", "reffund", "rfeund", "rafund", "refundd"])
def test_a_slip_is_found(slip):
    assert Documents().misspelt(f"When is a {slip} paid?") == (Misspelt(slip, "refund"),)


@pytest.mark.parametrize(
    "question",
    [
        "When is a refund paid, and refunds too?",
        "Is the spare boat in the water?",
        "Is refn a word, or rfnd-2, or refnd_id, or a.refnd.py?",
        "Where is the Refnd?",
        "Wihch refnxyz is ehtre?",
        "一个常用汉字在里占几个字节？",
        "",
    ],
)
def test_what_is_known_or_like_nothing_is_left_alone(question):
    assert Documents().misspelt(question) == ()


def test_two_slips_are_found_in_a_long_word_alone():
    assert Documents().misspelt("Is sofwtarre opened?") == (Misspelt("sofwtarre", "software"),)
    assert slips("sofwtarre", "software") == 2
    assert Documents().misspelt("Is refxxd paid?") == ()


def test_a_name_is_taken_for_a_name():
    assert Documents().misspelt("When does the Aurellia sail?") == (Misspelt("Aurellia", "Aurelia"),)
    assert Documents().misspelt("when does the aurellia sail?") == (Misspelt("aurellia", "aurelia"),)


def test_a_hash_that_two_words_share_suggests_nothing():
    assert Documents(passages=("Nothing alike.",), also=["refund"]).misspelt("When is a refnd paid?") == ()
    assert Documents(passages=("The refunt is alike, and another.",), also=["refond"]).misspelt("The refnd?") == ()


def test_a_small_word_misspelt_is_none():
    assert Documents(also=["whoch"]).misspelt("Whinch whihc it is") == ()


def test_what_is_looked_up_is_bounded_however_long_the_question():
    documents = Documents()
    documents.misspelt(" ".join(f"refxyz{chr(97 + place % 26)}qqqqqqqqqqqqqqqq" for place in range(300)))
    assert documents.looked_up < 10_000


def test_slips_are_counted_as_people_make_them():
    assert [slips("refund", other) for other in ("refund", "refnd", "reffund", "rfeund", "rafund", "refunds")] == [
        0,
        *[1] * 5,
    ]
    letters, random = "abc", Random(7)
    for _ in range(200):
        one, other = ("".join(random.choices(letters, k=random.randrange(6))) for _ in range(2))
        assert slips(one, other) == slips(other, one) <= max(len(one), len(other))
        assert (slips(one, other) == 0) == (one == other)
