"""How high the right documents stand: figures over the distinct documents of a ranking.

The first hit of a document is its place. Below, ``gains`` has one number for each distinct document, best first:
1.0 where the document is relevant, else 0.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log2
from urllib.parse import unquote


def on_page(uri: str, page: str) -> bool:
    """Whether ``page`` is a suffix of ``uri`` from a path component on; percent-escapes equal what they stand for."""
    uri, page = unquote(uri), unquote(page)
    return uri == page or uri.endswith("/" + page.lstrip("/"))


def distinct(uris: Iterable[str]) -> list[str]:
    """The uris in the order of their first appearance."""
    return list(dict.fromkeys(uris))


def gains(uris: Iterable[str], pages: Iterable[str]) -> list[float]:
    """The gain of each distinct document.

    A page counts once, for the best ranked document it fits, so that nDCG cannot pass one where a short suffix
    fits several documents.
    """
    missing = set(pages)
    result = []
    for uri in distinct(uris):
        found = {page for page in missing if on_page(uri, page)}
        missing -= found
        result.append(1.0 if found else 0.0)
    return result


def place(gains: Sequence[float]) -> int | None:
    """The place (from 1) of the first relevant document; None when there is none."""
    return next((place for place, gain in enumerate(gains, start=1) if gain), None)


def hit(gains: Sequence[float], k: int) -> float:
    """1.0 when a relevant document is among the first ``k``, else 0.0."""
    return float(any(gains[:k]))


def reciprocal_rank(gains: Sequence[float], k: int) -> float:
    """One over the place of the first relevant document, 0.0 when none is among the first ``k``."""
    first = place(gains[:k])
    return 1 / first if first else 0.0


def ndcg(gains: Sequence[float], relevant: int, k: int) -> float:
    """Discounted cumulative gain of the first ``k`` over the best possible with ``relevant`` relevant documents."""
    ideal = _discounted([1.0] * min(relevant, k))
    return _discounted(gains[:k]) / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, start=1))
