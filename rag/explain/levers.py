"""What could be changed so that a document comes further; each change is tried by running the stages with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rag.explain.case import Case, listed, named
from rag.explain.passages import fates
from rag.explain.records import Change
from rag.explain.rewording import with_a_word, without_a_word
from rag.explain.stages import Run
from rag.explain.trial import Trial, tried
from rag.retrieve.trace import Trace
from rag.types import Filter

MOST_HITS_OF_ONE = 8
_MOST_LEFT_OUT = 8
_MOST_FIRST = 3
_PARTS = ("uri_prefix", "media_type", "language", "added_after", "added_before", "metadata")

Lever = Callable[[Case, int], Trial]


@dataclass(frozen=True, slots=True)
class Tried:
    """What helps, the smallest first, and what was tried in vain."""

    changes: tuple[Change, ...]
    in_vain: tuple[str, ...]


def try_all(case: Case, reason: str, most_k: int) -> Tried:
    """Try what may help against a loss; ``most_k`` is the most hits that can be asked for."""
    trials = [lever(case, most_k) for lever in _LEVERS.get(reason, ())]
    changes = tuple(trial.change for trial in trials if trial.change)
    return Tried(changes, tuple(trial.in_vain for trial in trials if trial.in_vain and not trial.change))


def widen(case: Case, most_k: int) -> Trial:
    """The smallest k with which the document is shown, found by halving; more hits also fetch more candidates."""
    plan, question = case.run.setup.plan, case.run.trace.question

    def shows(k: int) -> bool:
        return case.shows(case.stages.search(question, replace(plan, k=k)))

    if plan.k >= most_k or not shows(most_k):
        return Trial(in_vain=f"k = {most_k}, the most that can be asked for")
    fails, works = plan.k, most_k
    while works - fails > 1:
        middle = (fails + works) // 2
        fails, works = (fails, middle) if shows(middle) else (middle, works)
    setup = replace(case.run.setup, plan=replace(plan, k=works))
    return tried(case, setup, "k", works, f"k = {works} instead of {plan.k}")


def lift_filter(case: Case, _: int) -> Trial:
    """The one part of the filter that keeps the document out; all of it where no single one does."""
    plan = case.run.setup.plan
    for name, loosened in _loosened(plan.wanted or Filter()):
        setup = replace(case.run.setup, plan=replace(plan, wanted=loosened))
        trial = tried(case, setup, "filter", name, f"the filter without {name}")
        if trial.change:
            return trial
    return Trial(in_vain="no filter at all")


def leave_out_copied(case: Case, _: int) -> Trial:
    """Without the documents that its best passage repeats; another copy may take their place, and goes too."""
    plan, trace, out = case.run.setup.plan, case.run.trace, dict[int, str]()
    while len(out) < _MOST_LEFT_OUT:
        rivals = _copied(case, trace)
        if not rivals:
            break
        out |= rivals
        setup = replace(case.run.setup, plan=replace(plan, without=frozenset(out)))
        trace = case.stages.search(trace.question, setup.plan)
        if case.shows(trace):
            names = listed(list(out.values()))
            return tried(case, setup, "without_documents", names, f"without {names} in the collection")
    return Trial(in_vain=f"leaving out {listed(list(out.values()))}" if out else None)


def read_more(case: Case, _: int) -> Trial:
    """As much text read as lies before the end of its first hit."""
    setup, characters = case.run.setup, 0
    for hit in case.run.trace.hits:
        characters += len(hit.text) + len(hit.context)
        if hit.document_id == case.target.id:
            break
    text = f"RAG_READ_CHARACTERS = {characters} instead of {setup.characters}"
    return tried(case, replace(setup, characters=characters), "read_characters", characters, text)


def trust_less(case: Case, _: int) -> Trial:
    """A threshold that its confidence reaches."""
    setup = case.run.setup
    enough = int(case.run.answer.confidence * 1000) / 1000
    text = f"RAG_ANSWER_THRESHOLD = {enough} instead of {setup.threshold:.2f}; more wrong answers would be given, too"
    return tried(case, replace(setup, threshold=enough), "answer_threshold", enough, text)


def show_more_of_it(case: Case, _: int) -> Trial:
    """More hits of one document, where some of this one were set aside for its share."""
    trace, plan = case.run.trace, case.run.setup.plan
    aside = trace.arrangement.set_aside.items()
    if not any(one.reason == "share" and case.owns(trace.passages[chunk]) for chunk, one in aside):
        return Trial()
    setup = replace(case.run.setup, plan=replace(plan, share=MOST_HITS_OF_ONE))
    text = f"{MOST_HITS_OF_ONE} passages of one document instead of {plan.share}, as that is its share"
    return tried(case, setup, "share", MOST_HITS_OF_ONE, text)


def leave_out_first(case: Case, _: int) -> Trial:
    """Without the document whose sentence weighs most, and those that come first in its stead."""
    setup, out, trial = case.run.setup, dict[int, str](), Trial()
    run: Run | None = case.run
    while run and run.considered.ranked and len(out) < _MOST_FIRST:
        first = run.considered.ranked[0].piece.quote.hit
        if first.document_id == case.target.id:
            break
        number = next(p.document for p in run.trace.passages.values() if p.document_id == first.document_id)
        out[number] = named(first.uri, first.title)
        names, plan = listed(list(out.values())), replace(setup.plan, without=frozenset(out))
        text = f"without {names} in the collection"
        trial = tried(case, replace(setup, plan=plan), "without_documents", names, text)
        if trial.change:
            break
        run = trial.run
    return trial


_REWORDED: tuple[Lever, ...] = (without_a_word, with_a_word)
_LEVERS: dict[str, tuple[Lever, ...]] = {
    "filtered": (lift_filter,),
    "not_fetched": (widen, *_REWORDED),
    "beyond": (widen, *_REWORDED),
    "copy": (leave_out_copied,),
    "unread": (read_more, *_REWORDED),
    "withheld": (trust_less, *_REWORDED),
    "outweighed": (show_more_of_it, *_REWORDED, leave_out_first),
}


def _loosened(wanted: Filter) -> Iterator[tuple[str, Filter]]:
    """The filter without each of its parts, with the part's name; last without all."""
    empty = Filter()
    for part in _PARTS:
        if getattr(wanted, part) == getattr(empty, part):
            continue
        if part == "metadata":
            for key in wanted.metadata:
                rest = {name: values for name, values in wanted.metadata.items() if name != key}
                yield f"metadata {key}", replace(wanted, metadata=rest)
        else:
            yield part, replace(wanted, **{part: getattr(empty, part)})
    yield "any part", empty


def _copied(case: Case, trace: Trace) -> dict[int, str]:
    """Number and name of the other documents that stand for the document's best passage."""
    best = next((one for one in trace.fusion.candidates if case.owns(trace.passages[one.chunk_id])), None)
    if best is None:
        return {}
    fate, behind = fates(trace.arrangement).get(best.chunk_id, ("beyond", ()))
    leads = [trace.passages[chunk] for chunk in behind if fate == "copy"]
    return {lead.document: named(lead.uri, lead.title) for lead in leads if not case.owns(lead)}
