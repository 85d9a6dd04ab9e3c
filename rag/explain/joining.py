"""The explanations of several questions that were asked at once made that of the whole."""

from __future__ import annotations

from collections.abc import Sequence

from rag.explain.records import Explanation, Outcome


def joined(question: str, understood: str, parts: Sequence[Explanation]) -> Explanation:
    """What all came to; what a stage made of a question, and where a document was lost, is told of each part alone."""
    first = parts[0]
    return Explanation(
        question=question,
        standalone_question=understood if understood != question else None,
        k=first.k,
        pool=first.pool,
        lexical_weight=sum(part.lexical_weight for part in parts) / len(parts),
        characters=first.characters,
        counts={stage: sum(part.counts[stage] for part in parts) for stage in first.counts},
        passages=(),
        answer=_outcome([part.answer for part in parts]),
        document=None,
        timings_ms={stage: round(sum(part.timings_ms[stage] for part in parts), 1) for stage in first.timings_ms},
        parts=tuple(parts),
    )


def _outcome(answers: Sequence[Outcome]) -> Outcome:
    """As the answers are joined when they are asked for: as sure as the least sure that is given."""
    given = [answer for answer in answers if not answer.abstained]
    return Outcome(
        text="\n".join(answer.text or "" for answer in given) or None,
        abstained=not given,
        confidence=min(answer.confidence for answer in given or answers),
        threshold=answers[0].threshold,
        reason=f"{len(given)} of {len(answers)} questions answered" if given else answers[0].reason,
    )
