"""Hard negatives: passages that retrieval ranks high for a question and that do not hold its answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from rag.protocols import Embedder
from rag.sentences import sentence_spans
from training.reader.sources import Asked, Paragraph

NEAR = 16
"""Passages that each way of searching contributes."""
_BLOCK = 2048


def nearest(embedder: Embedder, questions: Sequence[str], passages: Sequence[Paragraph]) -> np.ndarray:
    """Places of passages [questions, 2 * NEAR]: by meaning and by words, in turn."""
    texts = [f"{passage.title}\n{passage.text}" for passage in passages]
    by_meaning = _vectors(embedder, texts)
    asked = _vectors(embedder, questions)
    words = TfidfVectorizer(sublinear_tf=True, min_df=1, max_df=0.2, stop_words="english", dtype=np.float32)
    by_words = words.fit_transform(texts).T.tocsr()
    said = words.transform(questions)
    found = np.empty((len(questions), 2 * NEAR), dtype=np.int32)
    for start in range(0, len(questions), _BLOCK):
        block = slice(start, start + _BLOCK)
        found[block, 0::2] = _top(asked[block] @ by_meaning.T)
        found[block, 1::2] = _top((said[block] @ by_words).toarray())
    return found


def hard_negatives(
    asked: Sequence[Asked], passages: Sequence[Paragraph], found: np.ndarray, count: int, rng: random.Random
) -> Iterator[list[Paragraph]]:
    """For each question ``count`` high-ranked passages in which no answer's text stands, the higher the likelier."""
    for one, places in zip(asked, found, strict=True):
        fit = without_answers(one, [passages[place] for place in dict.fromkeys(places.tolist())])
        yield rng.sample(fit[: 3 * count + 2], min(count, len(fit)))


def without_answers(asked: Asked, passages: Sequence[Paragraph]) -> list[Paragraph]:
    """Those of other passages in which no answer's text stands."""
    answers = {asked.paragraph.text[start:end].lower() for start, end in asked.spans}
    return [
        passage
        for passage in passages
        if passage != asked.paragraph and not any(said in passage.text.lower() for said in answers)
    ]


def without_answer(asked: Asked) -> Paragraph | None:
    """The passage with every sentence that holds an answer cut out; None when too little is left."""
    text = asked.paragraph.text
    kept = [
        text[start:end]
        for start, end in sentence_spans(text, 0, len(text))
        if not any(first < end and start < last for first, last in asked.spans)
    ]
    answers = [text[first:last].lower() for first, last in asked.spans]
    left = " ".join(kept)
    if len(left.split()) < 20 or any(answer in left.lower() for answer in answers):
        return None
    return Paragraph(asked.paragraph.title, left)


def _vectors(embedder: Embedder, texts: Sequence[str]) -> np.ndarray:
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    for places, rows in embedder.embed_stream(enumerate(texts)):
        vectors[places] = rows
    return vectors


def _top(scores: np.ndarray) -> np.ndarray:
    best = np.argpartition(-scores, NEAR, axis=1)[:, :NEAR]
    order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1)
    return np.take_along_axis(best, order, 1)
