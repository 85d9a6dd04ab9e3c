"""Holds a sentence to its sources: finds the span that supports it best, and says how surely it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.protocols import PassageReader
from rag.readings import Readable
from rag.types import FloatVector, Quote, Support
from rag.writing.claims import as_written, claims, unmatched
from rag.writing.names import squeezed
from rag.writing.polarity import contradicting_words
from rag.writing.roots import content
from rag.writing.sentences import Stated
from rag.writing.signs import Signs, compared, ranked
from rag.writing.sources import Sources, Span
from rag.writing.weights import THRESHOLD, probability

MOST_TRIED = 3
"""Passages that the reader is asked about for one sentence: the best of those that may support it."""
_BRINGS_MORE = 0.2
"""Share of the words that a span of a second passage must bring."""
_FEWEST_VERBATIM = 4
"""Words of a sentence that needs no reader when it stands there as it is."""
_MOST_OF_IT = 0.6
QUOTED = 0.98
"""Probability of a sentence that stands in its source word by word."""
_LEAST_CHANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with the verdict, and the spans that it rests on, best first; none when nothing comes near."""

    text: str
    support: Support
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class _Sighted:
    """The spans chosen for a statement, and the passages that they are from, by number."""

    spans: tuple[Span, ...]
    numbers: tuple[int, ...]


class SupportCheck:
    """Checks sentences; safe to use from several threads."""

    def __init__(self, reader: PassageReader) -> None:
        self._reader = reader

    def check(self, stated: Stated, sources: Sources, statement: str | None = None) -> Checked:
        """Whether the passages that a sentence cites support it; if they do not, whether another one does.

        ``statement`` is the sentence with what it needs to be understood, such as the words that lead to its list.
        """
        said = statement or stated.text
        cited = tuple(number for number in stated.passages if number in sources.spans)
        cosines = sources.cosines(said)
        best: Checked | None = None
        if cited:
            best = self._among(stated.text, said, cited, sources, cosines)
            if best.support.supported:
                return best
        others = tuple(number for number in sources.spans if number not in cited)
        found = self._among(stated.text, said, others, sources, cosines) if others else None
        if found and found.support.supported:
            return found
        return best or found or _uncited(stated.text)

    def signs(self, statement: str, numbers: Sequence[int], sources: Sources) -> Signs | None:
        """What speaks for a statement among some of the passages: for fitting."""
        cosines = sources.cosines(statement)
        sighted = _sighted(statement, numbers, sources, cosines)
        return self._signs(statement, sighted, sources, cosines) if sighted else None

    def _among(self, text: str, said: str, numbers: Sequence[int], sources: Sources, cosines: FloatVector) -> Checked:
        sighted = _sighted(said, numbers, sources, cosines)
        if sighted is None:
            return _uncited(text)
        first = sighted.spans[0]
        if _is_verbatim(text, first):
            return Checked(text, Support(True, QUOTED, "quoted"), (Quote(first.hit, first.start, first.end),))
        missing = unmatched(claims(said), sources.facts(sighted.numbers), sources.known).all()
        sure = probability(self._signs(said, sighted, sources, cosines))
        quotes = tuple(Quote(span.hit, span.start, span.end) for span in sighted.spans)
        if missing:
            return Checked(text, Support(False, sure, "unmatched", missing), quotes)
        return Checked(text, Support(sure >= THRESHOLD, sure, "read"), quotes)

    def _signs(self, statement: str, sighted: _Sighted, sources: Sources, cosines: FloatVector) -> Signs:
        whole = [sources.passages[number - 1] for number in sighted.numbers]
        near = "\n".join(f"{span.before} {span.text}".strip() for span in sighted.spans)
        first = sighted.spans[0].hit
        facts = sources.facts(sighted.numbers)
        said = as_written(statement, facts)
        asked = [(said, Readable(hit.context, hit.text)) for hit in whole]
        verdicts = self._reader.support([*asked, (said, Readable(first.context, near))])
        logits = np.log(np.clip(verdicts, _LEAST_CHANCE, 1) / np.clip(1 - verdicts, _LEAST_CHANCE, 1))
        heard = float(logits[:-1].max()), float(logits[-1])
        return compared(statement, sighted.spans, facts, sources.known, heard, cosines)


def _sighted(statement: str, numbers: Sequence[int], sources: Sources, cosines: FloatVector) -> _Sighted | None:
    """The best span, and the best of another passage where it says what the first does not."""
    best: list[tuple[float, int, Span]] = []
    for number in numbers:
        found = ranked(statement, sources.spans[number], cosines)
        if found:
            best.append((found[0][0], number, found[0][1]))
    if not best:
        return None
    best.sort(key=lambda one: (-one[0], one[1]))
    _, number, span = best[0]
    chosen, at = [span], [number]
    for _, other, more in best[1:MOST_TRIED]:
        if _brings(statement, chosen, more) >= _BRINGS_MORE:
            chosen.append(more)
            at.append(other)
            break
    return _Sighted(tuple(chosen), tuple(at))


def _brings(statement: str, chosen: Sequence[Span], more: Span) -> float:
    """The share of a statement's words that a further span has and the chosen ones have not."""
    wanted = frozenset(content(statement))
    lacking = wanted - frozenset().union(*(span.roots | span.around for span in chosen))
    return len(lacking & more.roots) / max(1, len(wanted))


def _is_verbatim(statement: str, span: Span) -> bool:
    """Whether a span says a statement word by word, and not much else that could turn its meaning."""
    said, stands = squeezed(statement).strip(".,;:!?"), squeezed(span.text)
    most = said in stands and len(said) >= _MOST_OF_IT * len(stands)
    return most and len(statement.split()) >= _FEWEST_VERBATIM and not contradicting_words(statement, span.text)


def _uncited(text: str) -> Checked:
    return Checked(text, Support(False, 0.0, "uncited"), ())
