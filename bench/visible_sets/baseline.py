"""The plainest answer: BM25's first passage, and of it the sentence that shares most with the question."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.candidates.rankings import rankings
from rag.answer.candidates import excerpt
from rag.lexical import Bm25Encoder
from rag.retrieve.trace import POOL
from rag.sentences import sentence_spans
from rag.service import Service
from rag.types import Answer, Citation, Question, Sentence


def best_sentence(service: Service) -> Callable[[str], Answer]:
    """Answers any question that has a candidate at all, with at most 40 words, and never abstains otherwise."""
    encoder = Bm25Encoder()

    def answer(question: str) -> Answer:
        passages = rankings(service, question, POOL)["lexical"]
        if not passages:
            return Answer(None, True, 0.0, "nothing found")
        prepared, _ = service.found(question)
        first = passages[0]
        spans = list(sentence_spans(first.text))
        start, end = max(spans, key=lambda span: _shared(prepared, first.text[slice(*span)], encoder))
        low, high = excerpt(first.text[start:end], [])
        quote = first.text[start + low : start + high]
        begin = first.start + start + low
        citation = Citation(first.document_id, first.version, first.uri, first.title, begin, begin + len(quote), quote)
        return Answer(quote, False, 1.0, "BM25", (Sentence(quote, (0,)),), (citation,))

    return answer


def _shared(question: Question, text: str, encoder: Bm25Encoder) -> float:
    held = np.isin(question.terms.terms, encoder.query(text, question.languages).terms)
    return float(question.terms.weights[held].sum())
