"""Looking words up in the whole collection: what stands there, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.catalog.records import Passage
from rag.gold.words import content
from rag.protocols import LexicalEncoder
from rag.types import Ranked, SparseVector

DEPTH = 20
"""Passages that are looked at: those that share the most telling words."""


class WordView(Protocol):
    """The lexical side of what can be searched now."""

    @property
    def sequence(self) -> int: ...

    def lexical(self, weighted: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...

    def weigh(self, query: SparseVector) -> SparseVector: ...


class SeenPassages(Protocol):
    """Reads the passages that may be seen."""

    def visible(self, chunk_ids: Sequence[int], sequence: int) -> dict[int, Passage]: ...


class Lookup:
    """Lexical search over one collection as it was when the view was taken."""

    def __init__(self, view: WordView, passages: SeenPassages, encoder: LexicalEncoder) -> None:
        self._view = view
        self._passages = passages
        self._encoder = encoder

    def find(self, text: str) -> list[Passage]:
        """The passages that share most with a text, by BM25, best first."""
        weighted = self._view.weigh(self._encoder.query(text, ("en",)))
        ids = self._view.lexical(weighted, DEPTH).chunk_ids.tolist()
        seen = self._passages.visible(ids, self._view.sequence)
        return [seen[id] for id in ids if id in seen]

    def stands(self, subject: str, rest: str) -> bool:
        """Whether some passage says anything of the kind: it has all words of the subject and half of the others."""
        wanted, others = content(subject), content(rest) - content(subject)
        found = [content(f"{passage.context} {passage.text}") for passage in self.find(f"{subject} {rest}")]
        return any(wanted <= words and 2 * len(others & words) >= len(others) for words in found)

    def documents_with(self, phrase: str) -> set[str]:
        """The uris of the documents that hold a phrase, letter case and white space apart."""
        wanted = " ".join(phrase.lower().split())
        return {found.uri for found in self.find(phrase) if wanted in " ".join(found.text.lower().split())}
