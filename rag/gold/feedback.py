"""Gold from what people said of answers: accepted answers, corrected ones, and questions without an answer.

The newest judgement of a question counts. A proof is quoted from the document as it is now: what it no longer says is
no gold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rag.catalog.feedback import NOT_IN_DOCUMENTS, Cited, Judgement, StoredJudgement
from rag.catalog.passages import Passages
from rag.catalog.records import Structured
from rag.errors import NotFound
from rag.evaluate.gold import GoldQuestion
from rag.gold.lookup import Lookup
from rag.sentences import sentence_spans

_AROUND = 500
"""Characters before a citation in which its correction is looked for first."""

_NO_CORRECTION = "judged wrong, but nobody said what is right"
_CHANGED = "the document no longer says so"
_NOWHERE = "the correction stands in no document"
_OLDER = "judged again since"


@dataclass(frozen=True, slots=True)
class FeedbackGold:
    """The questions, those judged first at the top; ``dropped`` counts the judgements that gave none, by reason."""

    questions: tuple[GoldQuestion, ...]
    dropped: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an answer stands."""

    uri: str
    quote: str


def gold_of_feedback(judgements: Iterable[StoredJudgement], passages: Passages, lookup: Lookup) -> FeedbackGold:
    """Gold of the judgements of a collection, which come the newest first."""
    found: dict[str, GoldQuestion] = {}
    dropped: Counter[str] = Counter()
    seen: set[str] = set()
    writer = _Writer(passages, lookup)
    for stored in judgements:
        question = " ".join(stored.judgement.question.split())
        if question in seen:
            dropped[_OLDER] += 1
            continue
        seen.add(question)
        gold = writer.gold(f"feedback-{stored.id:04}", stored.judgement)
        if isinstance(gold, str):
            dropped[gold] += 1
        else:
            found[question] = gold
    return FeedbackGold(tuple(reversed(found.values())), dict(dropped.most_common()))


class _Writer:
    """Turns a judgement into a gold question, or into the reason why it is none."""

    def __init__(self, passages: Passages, lookup: Lookup) -> None:
        self._passages = passages
        self._lookup = lookup

    def gold(self, id: str, judged: Judgement) -> GoldQuestion | str:
        if judged.verdict == "up":
            return self._accepted(id, judged, judged.answer) if judged.answer else _unanswerable(id, judged)
        if judged.correction:
            return self._corrected(id, judged, judged.correction)
        # A refusal that is judged wrong is no question without an answer, whatever the reason given.
        if judged.reason == NOT_IN_DOCUMENTS and judged.answer:
            return _unanswerable(id, judged)
        return _NO_CORRECTION

    def _accepted(self, id: str, judged: Judgement, answer: str) -> GoldQuestion | str:
        """The answer that was given, with the first of its proofs; the other documents hold it too."""
        places = [place for cited in judged.citations if (place := self._still_there(cited))]
        if not places:
            return _CHANGED
        lead = places[0]
        also = tuple(dict.fromkeys(place.uri for place in places if place.uri != lead.uri))
        return GoldQuestion(id, judged.question, (answer,), lead.uri, also, lead.quote, "accepted")

    def _corrected(self, id: str, judged: Judgement, correction: str) -> GoldQuestion | str:
        """The correction, where it stands in what was cited or in any passage; a refusal is kept without, too."""
        place = self._in_cited(judged, correction) or self._anywhere(judged, correction)
        if place is not None:
            return GoldQuestion(id, judged.question, (correction,), place.uri, (), place.quote, "corrected")
        return _NOWHERE if judged.answer else GoldQuestion(id, judged.question, (correction,), kind="corrected")

    def _still_there(self, cited: Cited) -> _Place | None:
        """What a citation quotes, if the newest version says it too."""
        newest = self._newest(cited.document_id)
        quote = self._passages.quote(cited.document_id, cited.version, cited.start, cited.end)
        return _Place(newest.uri, quote) if newest and quote and quote in newest.text else None

    def _in_cited(self, judged: Judgement, correction: str) -> _Place | None:
        for cited in judged.citations:
            newest = self._newest(cited.document_id)
            # Near the citation before the rest of its document: the same words may mean something else elsewhere.
            for start in (max(0, cited.start - _AROUND), 0):
                quote = sentence_with(newest.text, correction, start) if newest else None
                if newest and quote:
                    return _Place(newest.uri, quote)
        return None

    def _anywhere(self, judged: Judgement, correction: str) -> _Place | None:
        for passage in self._lookup.find(f"{judged.question} {correction}"):
            quote = sentence_with(passage.text, correction)
            if quote:
                return _Place(passage.uri, quote)
        return None

    def _newest(self, document_id: str) -> Structured | None:
        try:
            return self._passages.structured(document_id)
        except NotFound:
            return None


def sentence_with(text: str, phrase: str, start: int = 0) -> str | None:
    """The first sentence from ``start`` on that says a phrase, letter case and white space apart; None without one."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    found = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE).search(text, start) if words else None
    if found is None:
        return None
    spans = (span for span in sentence_spans(text) if span[1] > found.start() and span[0] < found.end())
    begins, ends = zip(*spans, strict=True)
    return text[min(begins) : max(ends)]


def _unanswerable(id: str, judged: Judgement) -> GoldQuestion:
    return GoldQuestion(id, judged.question, kind="unanswerable")
