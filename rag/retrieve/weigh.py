"""How much the words of a question count against its meaning.

Names, numbers and identifiers are best found by the word; a question in everyday words is best found by meaning,
where shared words mislead. Measured in docs/log.md.
"""

from __future__ import annotations

import re

PLAIN_WEIGHT = 0.4
EXACT_WEIGHT = 0.6
_EXACT = re.compile(
    r"""
    \w*\d\w*                # numbers, versions
  | \w+[_./:]\w+            # paths, dotted names, snake_case
  | \b[a-z]+[A-Z]\w*        # camelCase
  | \b[A-Z]{2,}\w*          # acronyms
  | ["'`][^"'`]+["'`]       # quoted
  | \w+\(\)                 # calls
    """,
    re.VERBOSE,
)


def lexical_weight(question: str) -> float:
    """The share of the lexical side in the fused score, between 0 and 1."""
    return EXACT_WEIGHT if _EXACT.search(question) else PLAIN_WEIGHT
