"""What became of one document that somebody names: where it was lost, by how much, what would bring it in."""

from __future__ import annotations

from dataclasses import dataclass

from rag.catalog.naming import Named, Naming
from rag.explain.case import Case, Loss
from rag.explain.levers import try_all
from rag.explain.losses_in_reading import cited, uncited, unread
from rag.explain.losses_in_search import filtered, not_fetched, set_aside
from rag.explain.records import Reach, Suggestion, Verdict
from rag.explain.stages import Run, Stages
from rag.explain.words import missing_words
from rag.retrieve.depth import Depth, depth_of
from rag.retrieve.sources import PassageSource

_UNFINISHED = {"queued": "waits to be read", "reading": "is being read", "embedding": "is being embedded"}


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges documents of one collection; ``most_k`` is the most hits that can be asked for."""

    stages: Stages
    naming: Naming
    passages: PassageSource
    most_k: int

    def verdict(self, name: str, run: Run) -> Verdict:
        """What became of the document of that name in a run."""
        found = self.naming.find(name)
        if not found:
            text = f"No document of this collection is called “{name}”."
            return _unclear(name, "unknown", text, self.naming.alike(name))
        if len(found) > 1:
            return _unclear(name, "ambiguous", f"Several documents are called “{name}”: which one?", found)
        target = found[0]
        loss = _not_stored(target)
        if loss is not None:
            return _plain(name, target, loss)
        depth = depth_of(run.trace, target.number, self.passages)
        if depth.passage is None:
            text = "It is stored, but this process has not taken it in yet: ask again in a moment."
            return _plain(name, target, Loss("stored", "not_followed", text))
        return self._judged(name, run, target, depth)

    def _judged(self, name: str, run: Run, target: Named, depth: Depth) -> Verdict:
        assert depth.passage is not None
        missing = missing_words(run.trace.question, depth.passage, self.stages.encoder)
        case = Case(self.stages, run, target, depth, depth.passage, missing)
        loss = loss_of(case)
        helped = try_all(case, loss.reason, self.most_k)
        return Verdict(
            named=name,
            id=target.id,
            uri=target.uri,
            title=target.title,
            lost_at=loss.lost_at,
            reason=loss.reason,
            text=loss.text,
            chunk_id=depth.passage.chunk_id,
            gaps=loss.gaps,
            missing_words=missing,
            changes=helped.changes,
            in_vain=helped.in_vain,
        )


def loss_of(case: Case) -> Loss:
    """Where a document that can be found was lost."""
    if not case.allows(case.run.trace):
        return filtered(case)
    explain = {
        Reach.LOST: not_fetched,
        Reach.FETCHED: set_aside,
        Reach.SHOWN: unread,
        Reach.READ: uncited,
        Reach.CITED: cited,
    }[case.reached]
    return explain(case)


def _not_stored(target: Named) -> Loss | None:
    """Why there is nothing to be found of it, if so."""
    if target.deleted:
        return Loss("stored", "deleted", "It was deleted. Ingest it again to have it back.")
    if not target.lives:
        if target.state == "failed":
            why = f": {target.reason}" if target.reason else ""
            return Loss("stored", "failed", f"It could not be read{why}")
        waits = _UNFINISHED.get(target.state, "is on its way")
        return Loss("stored", "unfinished", f"It is not stored yet: it {waits}.")
    if not target.chunks:
        return Loss("stored", "empty", "It is stored, but no text was found in it; a scan, perhaps.")
    return None


def _plain(name: str, target: Named, loss: Loss) -> Verdict:
    # Of a deleted document nothing is said but what was asked.
    shown = None if target.deleted else target
    return Verdict(
        named=name,
        id=shown.id if shown else None,
        uri=shown.uri if shown else None,
        title=shown.title if shown else None,
        lost_at=loss.lost_at,
        reason=loss.reason,
        text=loss.text,
    )


def _unclear(name: str, reason: str, text: str, meant: list[Named]) -> Verdict:
    suggestions = tuple(Suggestion(one.id, one.uri, one.title) for one in meant)
    return Verdict(name, None, None, None, "stored", reason, text, suggestions=suggestions)
