"""Words that lead to a list, a table or code: by themselves they say little, and what follows says little alone."""

from __future__ import annotations

import re

from rag.answer.steps import stands_alone
from rag.writing.sentences import Stated

_HEADING = re.compile(r"#{1,6}\s.*|\*\*[^*\n]+\*\*:?")
_MARKER = re.compile(r"^(?:[-*+•]|\w{1,3}[.)])\s+")


def leads(text: str) -> bool:
    """Whether a sentence only announces what follows."""
    return (text.endswith((":", "：")) and not text.startswith("|")) or _HEADING.fullmatch(text) is not None


def statement(lead: str | None, stated: Stated) -> str:
    """What a sentence states: an item together with the words that lead to it."""
    said = _MARKER.sub("", stated.text)
    return f"{lead.strip('#*: ')}: {said}" if lead and stands_alone(stated.text) else said
