"""What is embedded and read together is what would have been alone, up to the engine's rounding."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag.batching import MOST_QUESTIONS, MOST_TEXTS, BatchingReader, batched
from rag.embedders import open_embedder
from rag.inside import PartsEmbedder
from rag.reader import open_reader
from rag.readings import Readable
from rag.settings import Settings
from rag.wanted import NobodyWaits, wanted_while

PASSAGES = [
    Readable("The garden shed", "The lawn mower in the shed runs on petrol. Its blade must be sharpened every year."),
    Readable("Keys", "The key of the shed hangs behind the kitchen door. Margarete Vogel keeps the second key."),
    Readable("The ship", "The ship Aurelia was launched in Rostock in 1911. " * 30),
]
QUESTIONS = ["Who keeps the second key?", "Where was the Aurelia launched?", "What does the mower run on?", "When?"]


@pytest.fixture(scope="module")
def embedder():
    return open_embedder(Settings())


@pytest.fixture(scope="module")
def reader():
    return open_reader(Settings())


class Counting:
    """An embedder or reader that notes how much it was asked at once."""

    def __init__(self, inner):
        self._inner = inner
        self.sizes = []

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def embed(self, texts):
        self.sizes.append(len(texts))
        return self._inner.embed(texts)

    def embed_stream(self, texts):
        texts = list(texts)
        self.sizes.append(len(texts))
        return self._inner.embed_stream(texts)

    def read_all(self, asked):
        self.sizes.append(len(asked))
        return self._inner.read_all(asked)


def at_once(call, arguments):
    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(call, arguments))


def test_vectors_are_those_of_a_lone_caller(embedder):
    counting = Counting(embedder)
    together = batched(counting)
    calls = [[f"text {number} of call {call}" for number in range(1 + 7 * call)] for call in range(8)]
    for texts, vectors in zip(calls, at_once(together.embed, calls), strict=True):
        assert vectors.shape == (len(texts), embedder.dimension)
        assert (np.sum(vectors * embedder.embed(texts), axis=1) > 0.999).all()
    assert sum(counting.sizes) == sum(map(len, calls))
    assert len(counting.sizes) < len(calls), "some were embedded together"
    assert max(counting.sizes) <= MOST_TEXTS


def test_it_is_the_embedder_that_it_stands_for(embedder):
    together = batched(embedder)
    assert (together.identity, together.dimension) == (embedder.identity, embedder.dimension)
    assert together.tokenizer is embedder.tokenizer
    assert together.embed([]).shape == (0, embedder.dimension)
    ((keys, vectors),) = together.embed_stream([(7, "a text")])
    assert (keys, vectors.shape) == ([7], (1, embedder.dimension))
    assert isinstance(together, PartsEmbedder) == isinstance(embedder, PartsEmbedder)
    assert np.allclose(together.parts(["a text"])[0], embedder.parts(["a text"])[0])


def test_who_brings_much_goes_alone(embedder):
    counting = Counting(embedder)
    many = [f"text {number}" for number in range(MOST_TEXTS + 1)]
    at_once(batched(counting).embed, [many, ["one"], ["two"]])
    assert MOST_TEXTS + 1 in counting.sizes


def test_readings_are_those_of_a_lone_reader(reader):
    alone = [reader.read(question, PASSAGES) for question in QUESTIONS]
    together = reader.read_all([(question, PASSAGES) for question in QUESTIONS])
    for ours, theirs in zip(together, alone, strict=True):
        assert [spans_of(reading) for reading in ours] == [spans_of(reading) for reading in theirs]
        for one, other in zip(ours, theirs, strict=True):
            assert one.answers == pytest.approx(other.answers, abs=0.05)
            assert one.relevant == pytest.approx(other.relevant, abs=0.05)
    key = together[0][1]
    assert PASSAGES[1].text[key.spans[0].start : key.spans[0].end] == "Margarete Vogel"


def spans_of(reading):
    """Where the reader is sure; far behind, rounding decides."""
    return [(span.start, span.end) for span in reading.spans if span.share > 0.2]


def test_a_crowd_is_read_together_and_each_gets_his_own(reader):
    counting = Counting(reader)
    together = BatchingReader(counting)
    assert together.identity == reader.identity
    asked = [(QUESTIONS[number % 4], PASSAGES[: 1 + number % 3]) for number in range(12)]
    for (question, passages), readings in zip(asked, at_once(lambda each: together.read(*each), asked), strict=True):
        expected = reader.read(question, passages)
        assert [spans_of(reading) for reading in readings] == [spans_of(reading) for reading in expected]
    assert sum(counting.sizes) == len(asked)
    assert 1 < max(counting.sizes) <= MOST_QUESTIONS


def test_nothing_is_read_for_nobody(reader, embedder):
    counting = Counting(reader)
    together, texts = BatchingReader(counting), batched(embedder)
    with wanted_while(lambda: False):
        for call in (lambda: together.read("Who?", PASSAGES), lambda: texts.embed(["a"]), lambda: texts.parts(["a"])):
            with pytest.raises(NobodyWaits):
                call()
    assert counting.sizes == []
    assert together.support([("The mower runs on petrol.", PASSAGES[0])]).shape == (1,)
    assert together.read("Who?", []) == []
