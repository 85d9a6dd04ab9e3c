"""What a model thinks aloud before it answers is left out: nobody asked for it, and none of it can be cited."""

from __future__ import annotations

OPENS, CLOSES = "<think>", "</think>"


class WithoutThoughts:
    """Passes a reply on, piece by piece, without the thoughts that it begins with.

    ``thinking``: the prompt has opened them already. A reply that ends among its thoughts is empty.
    """

    def __init__(self, *, thinking: bool = False) -> None:
        self._held = OPENS if thinking else ""
        self._answers = False

    def push(self, piece: str) -> str:
        """What of the text so far belongs to the answer; nothing while that cannot be told."""
        if self._answers:
            return piece
        self._held += piece
        begins = self._held.lstrip()
        if begins.startswith(OPENS):
            answer = begins.partition(CLOSES)[2].lstrip()
        else:
            answer = "" if OPENS.startswith(begins) else self._held
        self._answers = bool(answer)
        return answer

    def rest(self) -> str:
        """What was held back because it looked like the beginning of thoughts, and was none."""
        return "" if self._answers or self._held.lstrip().startswith(OPENS) else self._held
