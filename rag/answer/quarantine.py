"""Passages that speak to a language model are found and shown, and no answer is taken from them.

That goes for the reader too, though it obeys nobody: an order that was planted in a document, quoted word for word,
would be the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Hit


def unsuspected(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that may be answered from, in their order."""
    return [hit for hit in hits if not hit.suspicion]


def with_suspected(read: Sequence[Hit], hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """All hits in their order, those that were read with what reading gave."""
    known = {hit.chunk_id: hit for hit in read}
    return tuple(known.get(hit.chunk_id, hit) for hit in hits)


def left_out(hits: Sequence[Hit]) -> tuple[str, ...]:
    """A note that says how many of the hits were left out of the answer, or none."""
    count = sum(bool(hit.suspicion) for hit in hits)
    those = "one of the passages found speaks" if count == 1 else f"{count} of the passages found speak"
    return (f"{those} to a language model; no answer was taken from there",) if count else ()
