"""An explanation as text for a terminal: a table of the stages, and the verdict on a document."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from ingest.cli.show import name_of, printable
from rag.explain.records import STAGES, Explanation, PassageTrace, Reach, StagePlace, Verdict

_WIDTH = 100
_ROWS = 15
_NAME = 34
_REACHES = {
    Reach.FETCHED: "it is fetched, and not shown",
    Reach.SHOWN: "it is shown, and not read",
    Reach.READ: "it is read, and not cited",
    Reach.CITED: "it is cited",
}


def explanation_text(explanation: Explanation) -> str:
    """The stages as a table of places, how it ended, and what became of the document that was asked about."""
    understood = explanation.standalone_question
    parts = [f"Understood as: {printable(understood)}"] if understood else []
    parts += [_table(explanation), _ending(explanation)]
    if explanation.document:
        parts.append(_verdict(explanation.document))
    return "\n\n".join(parts)


def _table(explanation: Explanation) -> str:
    counts = explanation.counts
    head = f"{'':{_NAME}}" + "".join(f"{stage:>12}" for stage in STAGES)
    sizes = f"{'passages':{_NAME}}" + "".join(f"{counts[stage]:>12}" for stage in STAGES)
    asked_about = explanation.document.chunk_id if explanation.document else None
    rows = [_row(trace, marked=trace.chunk_id == asked_about) for trace in _telling(explanation, asked_about)]
    return "\n".join([head, sizes, "", *rows])


def _telling(explanation: Explanation, asked_about: int | None) -> Iterable[PassageTrace]:
    """The first candidates, those that were shown, and the one that is asked about."""
    for rank, trace in enumerate(explanation.passages, start=1):
        if rank <= _ROWS or trace.shown.rank or trace.chunk_id == asked_about:
            yield trace


def _row(trace: PassageTrace, *, marked: bool) -> str:
    places = (trace.dense, trace.lexical, trace.fused, trace.shown, trace.read, trace.cited)
    fate = {"copy": "  a near-copy", "share": "  over its share", "joined": "  joined to its neighbour"}
    page = f", p. {trace.page}" if trace.page else f", from {trace.start}"
    name = _shortened(name_of(trace.uri), _NAME - len(page) - 3) + page
    cells = "".join(f"{_cell(place):>12}" for place in places)
    return f"{'>' if marked else ' '} {name:{_NAME - 2}}{cells}{fate.get(trace.fate, '')}"


def _shortened(name: str, width: int) -> str:
    return name if len(name) <= width else f"{name[: width - 3]}..."


def _cell(place: StagePlace) -> str:
    """``#3 .41``; a score alone where the stage has no place for it."""
    rank = f"#{place.rank}" if place.rank else ""
    score = f"{place.score:.2f}" if place.score is not None else ""
    return " ".join(part for part in (rank, score) if part) or "-"


def _ending(explanation: Explanation) -> str:
    answer = explanation.answer
    words = f"Words counted for {explanation.lexical_weight:.0%}, meaning for the rest."
    if answer.abstained:
        return f"{words}\nNo answer: {printable(answer.reason)}."
    text = textwrap.shorten(printable(answer.text or ""), 3 * _WIDTH, placeholder=" ...")
    return f"{words}\nAnswer ({answer.confidence:.0%} sure, {answer.threshold:.0%} needed): {text}"


def _verdict(verdict: Verdict) -> str:
    name = name_of(verdict.uri) if verdict.uri else printable(verdict.named)
    lines = [f"{name}: {printable(verdict.text)}"]
    if verdict.changes:
        lines.append("What would bring it further, each tried:")
        lines += [
            f"  {printable(change.text)}: {_REACHES[Reach[change.reaches.upper()]]}" for change in verdict.changes
        ]
    if verdict.in_vain:
        lines.append("Tried in vain:")
        lines += [f"  {printable(tried)}" for tried in verdict.in_vain]
    if verdict.suggestions:
        lines.append("Stored are:")
        lines += [f"  {one.id}  {printable(one.uri)}" for one in verdict.suggestions]
    return "\n".join(textwrap.fill(line, _WIDTH, subsequent_indent="    ") for line in lines)
