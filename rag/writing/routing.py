"""When the language model is asked: not where the reader is sure, and not without evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rag.answer.answerer import is_near
from rag.types import Answer, Hit

Write = Literal["auto", "always", "never"]

_PROSE = re.compile(
    r"""^\W*(?:please\s+|can\s+you\s+|could\s+you\s+)?(?:
        why\b | how\s+come\b | explain\b | describe\b | compare\b | contrast\b | summari[sz]e\b | outline\b | discuss\b
      | tell\s+me\s+(?:about|more)\b | give\s+(?:me\s+)?(?:an?\s+)?(?:overview|summary|explanation)\b
      | what\s+(?:is|are)\s+the\s+(?:main\s+|key\s+)?(?:differences?|similarit\w+|pros|advantages|reasons?)\b
      | how\s+(?:does|do|did)\s+.+\b(?:work|differ|compare|relate)\b
      | warum\b | wieso\b | erkl[äa]r\w* | vergleich\w* | beschreib\w* | fass\w*\b.*\bzusammen | pourquoi\b | expliqu\w+
      | compare[rz]\b | r[ée]sum\w+ | por\s+qu[ée]\b | expli[cq]\w+ | compar[ae]\w* | resum\w+
      )""",
    re.IGNORECASE | re.VERBOSE,
)


def wants_prose(question: str) -> bool:
    """Whether a question asks to explain, compare or sum up, which a quote seldom does."""
    return _PROSE.search(question) is not None


def asks_model(write: Write, question: str, read: Answer) -> bool:
    """Whether the language model is to write; ``read`` is what the reader answers."""
    if write == "never" or not has_evidence(read.hits):
        return False
    return write == "always" or read.abstained or wants_prose(question)


def has_evidence(hits: Sequence[Hit]) -> bool:
    """Whether any passage is near the question."""
    return any(is_near(hit) for hit in hits)
