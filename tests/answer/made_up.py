"""Made-up hits over a stored text, and a source that knows it."""

from __future__ import annotations

from rag.types import Hit, StageRanks, StageScores

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
        scores=StageScores(0.5, 1.0, 0.5),
        ranks=StageRanks(1, 1, 1),
        chunk_id=1,
        document_id=facts.get("document_id", "d1"),
        version=facts.get("version", 1),
        uri="file:///amber",
        title="Amber",
        start=start,
        end=end,
        text=text[start:end],
        page=facts.get("page"),
    )
