"""The two kinds of failure that are treated in a way of their own: what may pass, and what this one request caused."""

from __future__ import annotations

from rag.errors import GenerationFailed


class Passing(GenerationFailed):
    """It may work the next time: too many requests, an overloaded server, a lost connection.

    ``after`` is how many seconds the server asked to wait, or None.
    """

    def __init__(self, cause: str, remedy: str = "", after: float | None = None) -> None:
        super().__init__(cause, remedy)
        self.after = after


class Refused(GenerationFailed):
    """This request was at fault, such as a prompt that is too long; the model itself is well."""
