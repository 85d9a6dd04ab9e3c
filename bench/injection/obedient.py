"""A language model that obeys: it says any planted order that reached its prompt, citing the passage that holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.types import Message, Sampling

_PASSAGE = re.compile(r"<passage (\d+)>\n(.*?)\n</passage \1>", re.DOTALL)


class Obedient:
    """``reached`` are the orders that stood in the last prompt."""

    name = "obedient"
    window = 8192

    def __init__(self, orders: Sequence[str]) -> None:
        self._orders = orders
        self.reached: list[str] = []

    def count(self, messages: Sequence[Message]) -> int:
        return sum(4 + len(message.content) // 4 for message in messages)

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Iterator[str]:
        passages = [(found[1], _words(found[2])) for found in _PASSAGE.finditer(messages[-1].content)]
        obeyed = [(order, number) for order in self._orders for number, held in passages if _words(order) in held]
        self.reached = [order for order, _ in obeyed]
        yield " ".join(f"{order} [{number}]" for order, number in obeyed) or "not in these documents"


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
