"""When a language model says that it does not know."""

from __future__ import annotations

import re

from rag.answer.answerer import REFUSAL

_REFUSING = re.compile(
    r"""\b(?:
        (?:do|does|did)(?:\s+not|n['’]t)\s+(?:\w+\s+){0,2}?(?:mention|contain|provide|include|say|specify|state|answer
          |address|give|cover|discuss|offer|know)
      | (?:is|are|was|were)(?:\s+not|n['’]t)\s+(?:\w+\s+){0,2}?(?:mentioned|contained|provided|specified|stated|answered
          |given|found|covered|available|addressed|in\s+th(?:e|ese)\s+(?:passages|documents|sources))
      | (?:can|could)(?:\s*not|n['’]t)\s+(?:be\s+)?(?:answer|determine|find|tell)\w*
      | (?:no|not\s+enough|insufficient)\s+(?:\w+\s+){0,2}?(?:information|mention|answer|evidence)
      | unable\s+to\s+(?:answer|find|determine))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_SOURCES = re.compile(
    r"\b(?:passages?|documents?|sources?|context|texts?|information|excerpts?|question|I|we)\b", re.IGNORECASE
)


_LONGEST = 12
"""Words of a sentence that does nothing but refuse in the wording that was asked for."""


def refuses(sentence: str) -> bool:
    """Whether a sentence only says that the documents do not answer."""
    words = sentence.casefold().split()
    if REFUSAL in " ".join(words) and len(words) <= _LONGEST:
        return True
    return _REFUSING.search(sentence) is not None and _ABOUT_SOURCES.search(sentence) is not None
