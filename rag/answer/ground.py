"""Proves every sentence before it is sent: a citation is a span whose stored text is the quote, or it is dropped."""

from __future__ import annotations

from collections.abc import Callable

from rag.types import Citation, Proposal, Quote, Sentence

QuoteOf = Callable[[str, int, int, int], str | None]
"""(document id, version, start, end) -> the stored text there, None when it is not there any more."""


def ground(proposal: Proposal, quote_of: QuoteOf) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences that are left when every citation is checked, and the citations, each once.

    A sentence is kept when at least one of its quotes stands, byte for byte, where the generator says it does.
    """
    citations: dict[tuple[str, int, int, int], Citation] = {}
    sentences = []
    for text, quotes in proposal.sentences:
        verified = [citation for quote in quotes if (citation := _verified(quote, quote_of))]
        for citation in verified:
            citations.setdefault(_key(citation), citation)
        if verified:
            places = list(citations)
            sentences.append(Sentence(text, tuple(places.index(_key(citation)) for citation in verified)))
    return tuple(sentences), tuple(citations.values())


def _verified(quote: Quote, quote_of: QuoteOf) -> Citation | None:
    hit = quote.hit
    claimed = hit.text[quote.start - hit.start : quote.end - hit.start]
    stored = quote_of(hit.document_id, hit.version, quote.start, quote.end)
    if not claimed or stored != claimed:
        return None
    return Citation(hit.document_id, hit.version, hit.uri, hit.title, quote.start, quote.end, stored, hit.page)


def _key(citation: Citation) -> tuple[str, int, int, int]:
    return citation.document_id, citation.version, citation.start, citation.end
