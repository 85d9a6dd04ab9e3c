"""How sure a written answer is: that its sources support it, and that they are about the question."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Answer, Citation, Hit, Sentence


def confidence(sentences: Sequence[Sentence], citations: Sequence[Citation], read: Answer) -> float:
    """The probability that the lead sentence answers rightly, and without sentences that the reader's answer does.

    A sentence that is true to its source answers only as well as the source does: the probability that it is supported
    times the probability that a passage it cites answers the question. That is the reader's verdict on the passage,
    or its confidence where it would have answered from the same place.
    """
    lead = next((one for one in sentences if one.support is not None and one.support.supported), None)
    if lead is None or lead.support is None:
        return read.confidence
    cited = [citations[place] for place in lead.citations]
    verdicts = [hit.scores.read or 0.0 for hit in read.hits if any(_within(one, hit) for one in cited)]
    same_place = any(_overlap(one, other) for one in cited for other in read.citations[:1])
    answers = max([*verdicts, read.confidence if same_place else 0.0], default=0.0)
    return lead.support.probability * answers


def _within(citation: Citation, hit: Hit) -> bool:
    return citation.document_id == hit.document_id and hit.start <= citation.start and citation.end <= hit.end


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document_id == other.document_id and one.start < other.end and other.start < one.end
