"""Proves every sentence before it is sent: a citation is a span whose stored text is the quote, or it is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.types import Citation, Proposal, Quote, Sentence


class Source(Protocol):
    """The stored texts, to check against."""

    def quote(self, document_id: str, version: int, start: int, end: int) -> str | None:
        """The stored text there, None when it is not there any more."""

    def page_of(self, document_id: str, version: int, offset: int) -> int | None:
        """The page of a character, where the document has pages."""


def ground(proposal: Proposal, source: Source) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences that are left when every citation is checked, and the citations, each once.

    A sentence is kept when at least one of its quotes stands, byte for byte, where the generator says it does.
    """
    proofs = Proofs(source)
    proved = ((text, proofs.of(quotes)) for text, quotes in proposal.sentences)
    sentences = tuple(Sentence(text, places) for text, places in proved if places)
    return sentences, proofs.citations


class Proofs:
    """The citations of an answer that grows sentence by sentence, each once, in the order they are first needed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._citations: dict[tuple[str, int, int, int], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())

    def of(self, quotes: Sequence[Quote]) -> tuple[int, ...]:
        """The places among the citations of those quotes that stand where they are said to."""
        verified = [citation for quote in quotes if (citation := _verified(quote, self._source))]
        for citation in verified:
            self._citations.setdefault(_key(citation), citation)
        places = list(self._citations)
        return tuple(places.index(_key(citation)) for citation in verified)


def _verified(quote: Quote, source: Source) -> Citation | None:
    hit = quote.hit
    claimed = hit.text[quote.start - hit.start : quote.end - hit.start]
    stored = source.quote(hit.document_id, hit.version, quote.start, quote.end)
    if not claimed or stored != claimed:
        return None
    page = hit.page and source.page_of(hit.document_id, hit.version, quote.start)
    return Citation(hit.document_id, hit.version, hit.uri, hit.title, quote.start, quote.end, stored, page)


def _key(citation: Citation) -> tuple[str, int, int, int]:
    return citation.document_id, citation.version, citation.start, citation.end
