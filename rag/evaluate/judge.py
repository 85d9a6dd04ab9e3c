"""One question's reply against its gold: everything that is known of the question afterwards, in one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

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


Outcome = Literal["right", "abstained", "wrong"]
"""What became of a question; to abstain is right where there is no answer."""

Loss = Literal["not_found", "not_read", "another_chosen", "withheld", "answered"]
"""The stage at which the right reply was lost.

The right document was not found; it was found but none of it was read; it was read but another answer chosen; the
right answer was withheld; an unanswerable question was answered all the same.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What one question brought; None where a figure does not apply.

    ``text`` is the answer or, where it abstained, the answer that it withheld (None when the reply does not tell; empty
    where a document that it quoted has been deleted since). ``right``, ``exact`` and ``f1`` judge that text, given or
    withheld; they are None for unanswerable questions, and ``right`` also where nothing was told. ``words`` counts
    answers given only. Retrieval figures are there for questions with a gold page, ``passage`` for those with a gold
    quote. ``rank`` is the place of the first right document among those found, ``read`` whether any of it was read,
    ``documents`` the ids of those cited.
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
    rank: int | None = None
    read: bool | None = None
    loss: Loss | None = None
    documents: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Right, abstained where there is an answer, or wrong."""
        if self.abstained:
            return "abstained" if self.answerable else "right"
        return "right" if self.answered_right else "wrong"

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
    right = is_right(gold, answer)
    found = ranking.gains((hit.uri for hit in reply.hits), gold.pages)
    rank = ranking.place(found)
    read = _was_read(gold, answer.hits) if gold.pages else None
    return Row(
        id=gold.id,
        kind=gold.kind,
        question=gold.question,
        answerable=gold.answerable,
        abstained=answer.abstained,
        confidence=answer.confidence,
        text=text,
        right=right,
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
        rank=rank,
        read=read,
        loss=loss(gold, right, answer.abstained, rank, read),
        documents=tuple(sorted({citation.document_id for citation in answer.citations})),
    )


def loss(gold: GoldQuestion, right: bool | None, abstained: bool, rank: int | None, read: bool | None) -> Loss | None:
    """Where the right reply was lost; None where it was given. ``right`` judges what was given or withheld.

    A gold line that names no document tells nothing of the stages before the choice.
    """
    if not gold.answerable:
        return None if abstained else "answered"
    if right:
        return "withheld" if abstained else None
    if gold.pages and rank is None:
        return "not_found"
    return "not_read" if read is False else "another_chosen"


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


def _was_read(gold: GoldQuestion, hits: Sequence[Hit]) -> bool:
    """Whether the reader was shown a passage of a document that holds the answer."""
    return any(
        hit.scores.read is not None and any(ranking.on_page(hit.uri, page) for page in gold.pages) for hit in hits
    )


def _passage_recall(gold: GoldQuestion, hits: Sequence[Hit], tokenizer: Tokenizer) -> float | None:
    if gold.quote is None:
        return None
    read = passages.first_tokens([hit.text for hit in hits], tokenizer, PASSAGE_TOKENS)
    return passages.covered(gold.quote, read)
