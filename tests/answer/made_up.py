"""Made-up hits over a stored text, what a reader sees in them, and a source that knows the text."""

from __future__ import annotations

import math

from rag.answer.candidates import Piece
from rag.answer.evidence import Evidence, Seen
from rag.types import Hit, Quote, StageRanks, StageScores

TEXT = "Amber is resin. It takes millions of years to harden.\n\n- found on beaches\n- burns well\n\nSold by weight."


class Stored:
    """What the catalog would say: one document in one version, with two pages."""

    def __init__(self, text: str = TEXT) -> None:
        self.text = text

    def quote(self, document_id: str, version: int, start: int, end: int) -> str | None:
        return self.text[start:end] if (document_id, version) == ("d1", 1) else None

    def page_of(self, document_id: str, version: int, offset: int) -> int | None:
        return 1 if offset < 20 else 2


def hit(start: int = 0, end: int | None = None, text: str = TEXT, **facts) -> Hit:
    end = len(text) if end is None else end
    return Hit(
        rank=facts.get("rank", 1),
        score=0.5,
        scores=StageScores(facts.get("dense", 0.5), 1.0, 0.5, facts.get("read")),
        ranks=StageRanks(1, 1, 1),
        chunk_id=facts.get("chunk_id", 1),
        document_id=facts.get("document_id", "d1"),
        version=facts.get("version", 1),
        uri="file:///amber",
        title="Amber",
        start=start,
        end=end,
        text=text[start:end],
        context=facts.get("context", ""),
        page=facts.get("page"),
    )


def seen(marked: str, document: str = "d1", *, share: float = 0.5, answers: float = 2.0, **facts) -> Seen:
    """A passage of one sentence, as read: the span stands between ⟦ and ⟧; ``more`` is what follows the sentence."""
    text = marked.replace("⟦", "").replace("⟧", "")
    span = (marked.index("⟦"), marked.index("⟧") - 1) if "⟦" in marked else None
    found = hit(text=text + facts.pop("more", ""), document_id=document, **facts)
    evidence = Evidence(math.log10(share), answers, answers, 0.5, 0.5)
    return Seen(Piece(Quote(found, 0, len(text)), text), span, evidence)
