"""What text recognition did for a document, and what it could not do: said in its metadata and as warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.ocr.networks import is_installed, missing
from ingest.readers.page_ranges import named, page_ranges
from ingest.readers.time_left import seconds_left

RECOGNISED = "recognised_pages"
CONFIDENCE = "recognition_confidence"
UNREAD = "unrecognised_pages"

LOW = 0.95
"""Pages that are read well have 0.98 or more; at 0.93 one word in four was wrong (bench/readers_ocr.py)."""

_KEPT_BACK = 0.15
"""Part of the time for a file that is left for what follows: the layout, splitting, the answer."""


@dataclass(slots=True)
class Account:
    """Confidences of the pages that were recognised, those without text, and those that were not tried."""

    confidences: dict[int, float] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    _letters: dict[int, int] = field(default_factory=dict)
    _budget: float = field(default_factory=seconds_left)
    _slowest: float = 0.0
    _left: float = field(default_factory=seconds_left)

    def may_go_on(self) -> bool:
        """Whether another page can be recognised: the extra is there, and so is time for one like the slowest."""
        now = seconds_left()
        if self.confidences or self.blank:
            self._slowest = max(self._slowest, self._left - now)
        self._left = now
        return is_installed() and now - 1.2 * self._slowest > _KEPT_BACK * self._budget

    def note(self, page: int, confidence: float, letters: int) -> None:
        """Page ``page`` was recognised; without letters it is blank."""
        if letters:
            self.confidences[page], self._letters[page] = confidence, letters
        else:
            self.blank.append(page)

    def metadata(self) -> dict[str, str]:
        """Which pages were recognised and how sure that is, and which were not; nothing where none was a picture."""
        said = {RECOGNISED: page_ranges(list(self.confidences)), UNREAD: page_ranges(self.unread)}
        if self.confidences:
            total = sum(self.confidences[page] * count for page, count in self._letters.items())
            said[CONFIDENCE] = f"{total / sum(self._letters.values()):.2f}"
        return {key: value for key, value in said.items() if value}

    def warnings(self) -> Iterator[str]:
        """One for each thing that a reader of the document should know."""
        if self.unread and not is_installed():
            error = missing()
            yield f"no text on {named(self.unread)} (scanned): {error.cause}. {error.remedy}"
        elif self.unread:
            pages = named(self.unread)
            yield f"no time was left to recognise text on {pages}. Raise RAG_FILE_SECONDS and ingest it again"
        if self.blank:
            yield f"no text was recognised on {named(self.blank)} (scanned)"
        doubtful = [page for page, confidence in self.confidences.items() if confidence < LOW]
        if doubtful:
            lowest = min(self.confidences[page] for page in doubtful)
            yield f"text on {named(doubtful)} is hard to recognise (confidence {lowest:.2f}): expect errors"
