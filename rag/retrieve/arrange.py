"""From fused candidates to the passages shown: no near-copies, no document over its share, neighbours joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

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
        """Whether a passage directly precedes or follows this group in the same version, and is as little suspected."""
        first, last = self.passages[0], self.passages[-1]
        same = (first.document, first.version) == (passage.document, passage.version)
        same = same and bool(first.suspicion) == bool(passage.suspicion)
        return same and passage.ordinal in (first.ordinal - 1, last.ordinal + 1)

    def join(self, passage: Passage) -> None:
        self.passages = sorted([*self.passages, passage], key=lambda joined: joined.ordinal)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Why a candidate makes no hit though there was room: ``behind`` are the leads of the groups it stands behind."""

    reason: Literal["share", "copy"]
    behind: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The groups, best first, and by chunk id what was set aside before they were complete."""

    groups: list[Group]
    set_aside: dict[int, SetAside]


def arrange(
    candidates: Iterable[Candidate], visible: Mapping[int, Passage], k: int, share: int = MOST_OF_ONE_DOCUMENT
) -> Arrangement:
    """The first k groups in the order of the candidates; those that are not visible are passed over."""
    groups: list[Group] = []
    set_aside: dict[int, SetAside] = {}
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
        if of_document[passage.document] >= share:
            own = tuple(group.lead.chunk_id for group in groups if group.passages[0].document == passage.document)
            set_aside[candidate.chunk_id] = SetAside("share", own)
        elif copied := _copied(words, groups):
            set_aside[candidate.chunk_id] = SetAside("copy", copied)
        else:
            of_document[passage.document] += 1
            groups.append(Group(candidate, [passage], words))
    return Arrangement(groups, set_aside)


def _copied(words: frozenset[str], groups: Sequence[Group]) -> tuple[int, ...]:
    """The leads of the groups that say the same in nearly the same words; none where the passage is to be shown.

    With other numbers it may contradict them, so a second such passage is shown, and no third.
    """
    alike = [group for group in groups if words and len(words & group.words) >= _ALIKE * len(words | group.words)]
    same = [group for group in alike if _numbers(words) == _numbers(group.words)]
    return tuple(group.lead.chunk_id for group in (alike if len(alike) >= _MOST_ALIKE else same))


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(char.isdigit() for char in word))
