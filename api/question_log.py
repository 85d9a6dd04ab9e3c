"""What becomes of every answer beside the reply: it is counted, traced, and logged without anybody waiting for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from queue import Empty, Full, Queue

from api.background import Background
from api.traces import stage_spans
from rag.catalog.journal import Journal
from rag.settings import Settings
from rag.types import Answer

_log = logging.getLogger("api.question_log")

_SECONDS = 1.0
_CLOSING_SECONDS = 2.0
_MOST_WAITING = 10_000


class QuestionLog:
    """A short queue of questions to be logged; when it is full, questions are answered and not logged.

    Nobody waits for the disk, or for another process's transaction. ``count`` is told each answer, logged or not.
    """

    def __init__(self, settings: Settings, count: Callable[[Answer], None]) -> None:
        self._count = count
        self._wanted = settings.log_questions
        self._keep_days = settings.keep_questions_days
        self._waiting: Queue[tuple[Journal, str, Answer]] = Queue(_MOST_WAITING)
        self.background = Background("question-log", self._write, _SECONDS)

    def note(self, journal: Journal, question: str, answer: Answer) -> None:
        """To be called by the thread that answered, in the context of its request."""
        self._count(answer)
        stage_spans(answer.timings_ms)
        if not self._wanted:
            return
        try:
            self._waiting.put_nowait((journal, question, answer))
        except Full:
            _log.warning("a question was answered but not logged: too many wait to be written")

    def close(self) -> None:
        """Stop once what still waits is written, or cannot be for a while: the service must end in time."""
        self.background.wake()
        deadline = time.monotonic() + _CLOSING_SECONDS
        while not self._waiting.empty() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.background.stop(_CLOSING_SECONDS)

    def _write(self) -> None:
        while True:
            try:
                journal, question, answer = self._waiting.get_nowait()
            except Empty:
                return
            journal.log_question(question, answer, self._keep_days)
