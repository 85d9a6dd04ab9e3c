"""A language model that says what it is told to, and passages of a small made-up manual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.types import Hit, Message, StageRanks, StageScores

FERRY = (
    "The ferry to Amber Island leaves from pier 7 at 08:30 every morning. It carries 1,200 passengers and 40 cars. "
    "Dogs are not allowed on the upper deck. Margarete Vogel has been its captain since 12 March 2019."
)
LIGHT = (
    "The lighthouse of Amber Island was built in 1911 by the engineer Otto Brandt. Its lamp can be seen for 30 "
    "kilometres. Call `lamp.ignite(force=True)` to light it by hand."
)
KIOSK = (
    "The kiosk at the harbor sells smoked fish and postcards. It opens at noon.\n\n"
    "1. Take a ticket from the box.\n2. Wait until your number is called.\n3. Pay in cash."
)
TEXTS = {"ferry": FERRY, "light": LIGHT, "kiosk": KIOSK}


class Stored:
    """What the catalog would say of these documents."""

    def quote(self, document_id: str, version: int, start: int, end: int) -> str | None:
        return TEXTS[document_id][start:end] if version == 1 else None

    def page_of(self, document_id: str, version: int, offset: int) -> int | None:
        return None


def passage(name: str, *, dense: float = 0.6, read: float = 0.8, version: int = 1, text: str | None = None) -> Hit:
    """The whole of a document as a hit."""
    text = TEXTS[name] if text is None else text
    scores = StageScores(dense, 1.0, 0.5, read)
    place = list(TEXTS).index(name) + 1 if name in TEXTS else 9
    uri = f"file:///{name}.md"
    return Hit(place, 0.5, scores, StageRanks(), place, name, version, uri, name, 0, len(text), text)


PASSAGES = tuple(passage(name) for name in TEXTS)


class Scripted:
    """Says its replies one after the other, in small pieces; remembers what it was asked and how far it came.

    A reply that is an exception is raised; one in a list is said up to the exception in it.
    """

    name = "scripted"

    def __init__(
        self, *replies: str | Exception | Sequence[str | Exception], window: int = 4096, size: int = 3
    ) -> None:
        self._replies = list(replies)
        self._size = size
        self.window = window
        self.asked: list[tuple[Message, ...]] = []
        self.said = 0
        self.ended: list[str] = []
        self.before_each: Callable[[], None] = lambda: None

    def count(self, messages: Sequence[Message]) -> int:
        return sum(4 + len(message.content) // 4 for message in messages)

    def stream(self, messages, sampling) -> Iterator[str]:
        self.asked.append(tuple(messages))
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        parts = [reply] if isinstance(reply, str | Exception) else list(reply)
        try:
            for part in parts:
                if isinstance(part, Exception):
                    raise part
                for start in range(0, len(part), self._size):
                    self.before_each()
                    yield part[start : start + self._size]
                    self.said += 1
            self.ended.append("finished")
        except GeneratorExit:
            self.ended.append("closed")
            raise
