"""How much of what was wanted the first candidates hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.catalog.records import Passage
from rag.evaluate import GoldQuestion
from rag.evaluate.passages import covered
from rag.evaluate.ranking import on_page

CUTS = (10, 50, 100)


@dataclass(frozen=True, slots=True)
class Recall:
    """Of one question and ranking, a figure for each of CUTS.

    ``pages`` are the shares of the gold pages of which a chunk is there, ``passage`` the shares of the gold quote's
    characters that stand in chunks of those pages, None where there is no quote.
    """

    kind: str | None
    pages: tuple[float, ...]
    passage: tuple[float, ...] | None


def recalls(gold: GoldQuestion, ranked: Mapping[str, Sequence[Passage]]) -> dict[str, Recall]:
    """The recall of each ranking, by its name, for a question with gold pages."""
    holding = _holding(gold, ranked)
    return {
        name: Recall(
            gold.kind,
            tuple(_share_of_pages(gold, passages[:cut]) for cut in CUTS),
            tuple(_share_of_quote(gold, passages[:cut], holding) for cut in CUTS) if gold.quote else None,
        )
        for name, passages in ranked.items()
    }


def _share_of_pages(gold: GoldQuestion, passages: Sequence[Passage]) -> float:
    uris = {passage.uri for passage in passages}
    pages = set(gold.pages)
    return sum(any(on_page(uri, page) for uri in uris) for page in pages) / len(pages)


def _share_of_quote(gold: GoldQuestion, passages: Sequence[Passage], holding: frozenset[int]) -> float:
    return covered(gold.quote or "", [passage.text for passage in passages if passage.chunk_id in holding])


def _holding(gold: GoldQuestion, ranked: Mapping[str, Sequence[Passage]]) -> frozenset[int]:
    """The chunks of gold pages with any part of the quote, looked for once: most candidates have none."""
    candidates = {passage.chunk_id: passage for passages in ranked.values() for passage in passages}
    return frozenset(
        chunk
        for chunk, passage in candidates.items()
        if any(on_page(passage.uri, page) for page in gold.pages) and covered(gold.quote or "", [passage.text])
    )
