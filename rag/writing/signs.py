"""What speaks for a sentence resting on a span of its sources, and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.types import FloatVector
from rag.writing.claims import Facts, claims, unmatched
from rag.writing.polarity import contradicting_words, opposites
from rag.writing.roots import STOP_WORDS, content, root, tokens
from rag.writing.sources import Span

_AROUND = 0.5
"""What a word is worth that stands in title or headings only."""
_MEANING = 0.6
"""What a cosine of 1 is worth beside the share of the words, when spans are ranked."""
_LONGER = 0.12
"""What two pieces must bring beyond one."""
_WEIGHTY = 2.0
_LONGEST_SWAP = 3


@dataclass(frozen=True, slots=True)
class Signs:
    """Of a sentence and the spans that support it best.

    ``passage`` and ``near``: the reader's verdicts, as logits, on the whole passage and the spans alone; ``order``: the
    share of the sentence's roots that stand in the spans in the same order; ``figures`` and ``names``: how many of its
    claims stand in the passages but not in the spans; ``missing``: how many stand in none; ``polarity`` and
    ``opposites``: contradictions; ``swapped``: words put in another's place. ``words``: the share of its roots that
    stand anywhere in the passages; ``meaning``: its cosine to the spans. These two tell what is about something else.
    """

    passage: float
    near: float
    order: float
    figures: float
    names: float
    missing: float
    polarity: float
    opposites: float
    swapped: float
    words: float
    meaning: float


def ranked(statement: str, spans: Sequence[Span], cosines: FloatVector) -> list[tuple[float, Span]]:
    """The spans by how much of the statement they say, best first; a longer one only where it says more."""
    wanted = frozenset(content(statement))
    scored = [
        (
            covered(wanted, span)
            + _MEANING * max(float(cosines[row]) for row in span.rows)
            - _LONGER * (len(span.rows) - 1),
            span,
        )
        for span in spans
    ]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].start, pair[1].end))


def covered(wanted: frozenset[str], span: Span) -> float:
    """The share of the wanted roots in a span; figures count twice, those in the headings only half."""
    total = sum(_weight(word) for word in wanted)
    if not total:
        return 0.0
    return (
        sum(_weight(word) * (1.0 if word in span.roots else _AROUND) for word in wanted & (span.roots | span.around))
        / total
    )


def compared(
    statement: str,
    chosen: Sequence[Span],
    passages: Facts,
    known: Facts,
    verdicts: tuple[float, float],
    cosines: FloatVector,
) -> Signs:
    """The signs of a statement and the chosen spans; ``passages`` are those that the spans are from."""
    source = "\n".join(span.text for span in chosen)
    above = "\n".join(f"{span.hit.title or ''}\n{span.hit.context}\n{span.before}" for span in chosen)
    claimed = claims(statement)
    nowhere, not_there = unmatched(claimed, passages, known), unmatched(claimed, Facts(f"{above}\n{source}"), known)
    return Signs(
        passage=verdicts[0],
        near=verdicts[1],
        order=_in_order(content(statement), content(source)),
        figures=len(not_there.figures) - len(nowhere.figures),
        names=len(not_there.names) - len(nowhere.names),
        missing=len(nowhere),
        polarity=min(2, contradicting_words(statement, source)),
        opposites=min(2, opposites(statement, source)),
        swapped=_swapped(statement, source),
        words=_held(content(statement), passages.roots),
        meaning=max(float(cosines[row]) for span in chosen for row in span.rows),
    )


def _held(wanted: Sequence[str], roots: frozenset[str]) -> float:
    return sum(word in roots for word in wanted) / max(1, len(wanted))


def _in_order(wanted: Sequence[str], source: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, wanted, source, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(wanted))


def _swapped(statement: str, source: str) -> float:
    """How many words that say something stand where the source has others, between words that are the same."""
    here, there = ([root(token) for token in tokens(text)] for text in (statement, source))
    held = set(there)
    count = 0
    for kind, start, end, first, last in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        between = start > 0 and end < len(here)
        if kind == "replace" and between and end - start <= _LONGEST_SWAP and last - first <= _LONGEST_SWAP:
            said, stands = set(here[start:end]) - STOP_WORDS, set(there[first:last]) - STOP_WORDS
            count += bool(said and stands and not said & held)
    return min(2, count)


def _weight(word: str) -> float:
    return _WEIGHTY if word[0].isdigit() else 1.0
