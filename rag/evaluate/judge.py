"""One question's reply against its gold: everything that is known of the question afterwards, in one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.errors import NotFound
from rag.evaluate import answers, passages, ranking
from rag.evaluate.gold import GoldQuestion
from rag.protocols import Tokenizer
from rag.types import Answer, Citation, Hit

TextOf = Callable[[str, int], str]
"""The stored text of a document's version; raises NotFound when there is none."""

RANKS = 10
"""Documents that count for MRR and nDCG."""

PASSAGE_TOKENS = 1000
"""Tokens of retrieved text, from the top, in which the gold quote is looked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one question brought; None where a figure does not apply.

    ``text`` is the answer or, where it abstained, the answer that it withheld (None when the reply does not tell).
    ``right``, ``exact`` and ``f1`` judge that text, given or withheld; they are None for unanswerable questions,
    and ``right`` also where nothing was told. ``words`` counts answers given only.
    Retrieval figures are there for questions with a gold page, ``passage`` for those with a gold quote.
    """

    id: str
    kind: str | None
    question: str
    answerable: bool
    abstained: bool
    confidence: float
    text: str | None
    right: bool | None
    exact: float | None
    f1: float | None
    words: int | None
    citations: int
    verified: int
    hit_1: float | None
    hit_5: float | None
    mrr_10: float | None
    ndcg_10: float | None
    passage: float | None
    ask_ms: float
    search_ms: float

    @property
    def answered_right(self) -> bool:
        """Right, and not withheld."""
        return bool(self.right) and not self.abstained

    @property
    def withheld(self) -> bool:
        """Answerable but abstained, and the answer withheld was right for all that the reply tells."""
        return self.answerable and self.abstained and self.right is not False


@dataclass(frozen=True, slots=True)
class Timed:
    """A reply with its wall-clock times."""

    answer: Answer
    hits: Sequence[Hit]
    ask_ms: float
    search_ms: float


def judge(gold: GoldQuestion, reply: Timed, text_of: TextOf, tokenizer: Tokenizer) -> Row:
    """Hold a reply against its gold."""
    answer = reply.answer
    text = said(answer)
    found = ranking.gains((hit.uri for hit in reply.hits), gold.pages)
    return Row(
        id=gold.id,
        kind=gold.kind,
        question=gold.question,
        answerable=gold.answerable,
        abstained=answer.abstained,
        confidence=answer.confidence,
        text=text,
        right=is_right(gold, answer),
        exact=answers.exact_match(text or "", gold.answers) if gold.answerable else None,
        f1=answers.token_f1(text or "", gold.answers) if gold.answerable else None,
        words=None if answer.abstained else answers.count_words(text or ""),
        citations=len(answer.citations),
        verified=sum(verifies(citation, text_of) for citation in answer.citations),
        hit_1=ranking.hit(found, 1) if gold.pages else None,
        hit_5=ranking.hit(found, 5) if gold.pages else None,
        mrr_10=ranking.reciprocal_rank(found, RANKS) if gold.pages else None,
        ndcg_10=ranking.ndcg(found, len(set(gold.pages)), RANKS) if gold.pages else None,
        passage=_passage_recall(gold, reply.hits, tokenizer),
        ask_ms=reply.ask_ms,
        search_ms=reply.search_ms,
    )


def said(answer: Answer) -> str | None:
    """The answer's text or, where it abstained, the sentences it withheld; None when there are none."""
    if not answer.abstained:
        return answer.text or ""
    return " ".join(sentence.text for sentence in answer.sentences) or None


def is_right(gold: GoldQuestion, answer: Answer) -> bool | None:
    """Whether the answer, given or withheld, says an accepted answer and cites the place where it stands.

    The place is a page that holds the answer or, anywhere, words of the gold quote; a gold line that names neither
    asks for the accepted answer alone. None for unanswerable questions and where an abstention tells nothing.
    """
    text = said(answer)
    if not gold.answerable or text is None:
        return None
    return answers.says(text, gold.answers) and _cites_the_place(gold, answer.citations)


def verifies(citation: Citation, text_of: TextOf) -> bool:
    """Whether the quote is, character by character, what stands at its offsets in the stored text."""
    if not 0 <= citation.start < citation.end:
        return False
    try:
        text = text_of(citation.document_id, citation.version)
    except NotFound:
        return False
    return text[citation.start : citation.end] == citation.quote


def _cites_the_place(gold: GoldQuestion, citations: Sequence[Citation]) -> bool:
    if not gold.pages and not gold.quote:
        return True
    return any(
        any(ranking.on_page(citation.uri, page) for page in gold.pages)
        or (gold.quote is not None and passages.overlaps(gold.quote, citation.quote))
        for citation in citations
    )


def _passage_recall(gold: GoldQuestion, hits: Sequence[Hit], tokenizer: Tokenizer) -> float | None:
    if gold.quote is None:
        return None
    read = passages.first_tokens([hit.text for hit in hits], tokenizer, PASSAGE_TOKENS)
    return passages.covered(gold.quote, read)
