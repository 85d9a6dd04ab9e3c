"""Page numbers as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby


def page_ranges(numbers: Sequence[int]) -> str:
    """``1, 3-5`` for 1, 3, 4, 5."""
    spelled = []
    for _, group in groupby(enumerate(numbers), key=lambda item: item[1] - item[0]):
        members = [number for _, number in group]
        spelled.append(str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}")
    return ", ".join(spelled)


def named(numbers: Sequence[int]) -> str:
    """``page 2``, ``pages 1, 3-5``."""
    return f"page{'s' * (len(numbers) > 1)} {page_ranges(numbers)}"
