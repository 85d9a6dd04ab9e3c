"""From fused candidates to the passages shown: no near-copies, no document over its share, neighbours joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.catalog.records import Passage
from rag.retrieve.fuse import Candidate

MOST_OF_ONE_DOCUMENT = 4
MOST_JOINED = 2
_ALIKE = 0.9
_MOST_ALIKE = 2
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Group:
    """Adjacent passages of one version that make one hit; the first is the one that ranks."""

    lead: Candidate
    passages: list[Passage]
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def start(self) -> int:
        return min(passage.start for passage in self.passages)

    @property
    def end(self) -> int:
        return max(passage.end for passage in self.passages)

    def is_beside(self, passage: Passage) -> bool:
        """Whether a passage directly precedes or follows this group in the same version."""
        first, last = self.passages[0], self.passages[-1]
        same = (first.document, first.version) == (passage.document, passage.version)
        return same and passage.ordinal in (first.ordinal - 1, last.ordinal + 1)

    def join(self, passage: Passage) -> None:
        self.passages = sorted([*self.passages, passage], key=lambda joined: joined.ordinal)


def arrange(candidates: Iterable[Candidate], visible: Mapping[int, Passage], k: int) -> list[Group]:
    """The first k groups in the order of the candidates; those that are not visible are passed over."""
    groups: list[Group] = []
    of_document: Counter[int] = Counter()
    for candidate in candidates:
        passage = visible.get(candidate.chunk_id)
        if passage is None:
            continue
        neighbour = next((group for group in groups if group.is_beside(passage)), None)
        if neighbour is not None and len(neighbour.passages) < MOST_JOINED:
            neighbour.join(passage)
            continue
        words = frozenset(_WORD.findall(passage.text.lower()))
        if len(groups) == k:
            break
        if of_document[passage.document] >= MOST_OF_ONE_DOCUMENT or _has_copy(words, groups):
            continue
        of_document[passage.document] += 1
        groups.append(Group(candidate, [passage], words))
    return groups


def _has_copy(words: frozenset[str], groups: Sequence[Group]) -> bool:
    """Whether nearly the same words stand in a group already.

    With other numbers they may contradict it, so a second such passage is shown, and no third.
    """
    alike = [group for group in groups if words and len(words & group.words) >= _ALIKE * len(words | group.words)]
    return len(alike) >= _MOST_ALIKE or any(_numbers(words) == _numbers(group.words) for group in alike)


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(char.isdigit() for char in word))
