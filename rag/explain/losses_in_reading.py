"""Lost with the answer: shown but not read, read but outweighed, or the answer withheld."""

from __future__ import annotations

from rag.answer.evidence import Seen
from rag.explain.case import Case, Loss, named
from rag.explain.passages import best_weights
from rag.explain.records import Gap
from rag.types import Hit

_UNKNOWN = "the reader does not know the language of the best passage"


def unread(case: Case) -> Loss:
    """Among the hits, behind as much text as is read, or kept from every answer."""
    shown = next(hit for hit in case.run.trace.hits if hit.document_id == case.target.id)
    if all(hit.document_id != case.target.id for hit in case.run.considered.hits):
        text = (
            f"It is shown at place {shown.rank}, but no answer is taken from it, for it speaks to a language model "
            f"({'; '.join(shown.suspicion)}). Where that is wrong, RAG_QUARANTINE=off answers from it."
        )
        return Loss("read", "quarantined", text)
    hit, read = first_hit(case), len(case.run.readings)
    text = (
        f"It is shown at place {hit.rank}, but was not read: the first {read} passages fill the "
        f"{case.run.setup.characters:,} characters that are read."
    )
    return Loss("read", "unread", text, (Gap("read", hit.rank, read, None, None),))


def uncited(case: Case) -> Loss:
    """Read, and another passage is quoted, or none."""
    answer = case.run.answer
    if any(citation.document_id == case.target.id for citation in answer.citations):
        return _withheld(case)
    if not case.run.considered.ranked:
        return Loss("cited", "unquotable", "It was read, but no sentence in what was read could be an answer.")
    if _is_mine(case.run.considered.ranked[0], case):
        text = "It has the best sentence, but that does not stand in the stored text any more, so it was not quoted."
        return Loss("cited", "ungrounded", text)
    return _outweighed(case)


def cited(case: Case) -> Loss:
    """Not lost at all."""
    citations = case.run.answer.citations
    places = [place for place, one in enumerate(citations, start=1) if one.document_id == case.target.id]
    text = f"It is cited: {'citation' if len(places) == 1 else 'citations'} {', '.join(map(str, places))}."
    return Loss(None, "cited", text)


def first_hit(case: Case) -> Hit:
    """The best hit of the document."""
    return next(hit for hit in case.run.considered.hits if hit.document_id == case.target.id)


def _withheld(case: Case) -> Loss:
    sure, needed = case.run.answer.confidence, case.run.setup.threshold
    text = f"It carries the answer, which was withheld: only {sure:.0%} sure that it is right, {needed:.0%} is needed."
    return Loss("cited", "withheld", text, (Gap("confidence", None, None, sure, needed),))


def _outweighed(case: Case) -> Loss:
    weights = best_weights(case.run)
    lead, needed = weights[0]
    rank, weight = next(
        ((rank, w) for rank, (seen, w) in enumerate(weights, start=1) if _is_mine(seen, case)), (None, None)
    )
    gap = Gap("cited", rank, 1, weight, needed)
    whose = named(lead.piece.quote.hit.uri, lead.piece.quote.hit.title)
    if weight is None:
        own = f"none of its sentences is among the {len(weights)} best, of which the first"
    else:
        own = f"its best sentence, with a weight of {weight:.1f}, comes to place {rank}; the first"
    if not case.run.considered.was_read:
        text = f"It was weighed, but {own}, of {whose}, weighs {needed:.1f}, by words and meaning: {_UNKNOWN}."
        return Loss("cited", "outweighed", text + _also_withheld(case), (gap,))
    mine, theirs = _read(case, first_hit(case)), _read(case, lead.piece.quote.hit)
    text = (
        f"It was read, but {own}, of {whose}, weighs {needed:.1f}. The reader gives its best words "
        f"{_share(mine[1])} of the chance to be the answer, against {_share(theirs[1])} there, and takes the passage "
        f"for an answer with {mine[0]:.0%} against {theirs[0]:.0%}."
    )
    gaps = (gap, Gap("span", None, None, mine[1], theirs[1]), Gap("read", None, None, mine[0], theirs[0]))
    return Loss("cited", "outweighed", text + _also_withheld(case), gaps)


def _also_withheld(case: Case) -> str:
    answer, needed = case.run.answer, case.run.setup.threshold
    if not answer.abstained:
        return ""
    return f" Even that was withheld: only {answer.confidence:.0%} sure, {needed:.0%} is needed."


def _read(case: Case, hit: Hit) -> tuple[float, float]:
    """What the reader gave a hit: the probability that it answers, the share of its best span."""
    place = next(place for place, one in enumerate(case.run.considered.hits) if one.chunk_id == hit.chunk_id)
    reading = case.run.readings[place]
    return reading.answers, max((span.share for span in reading.spans), default=0.0)


def _is_mine(seen: Seen, case: Case) -> bool:
    return seen.piece.quote.hit.document_id == case.target.id


def _share(share: float) -> str:
    """A probability, small ones too."""
    return f"{share:.0%}" if share >= 0.01 else "less than 1%"
