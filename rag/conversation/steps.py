"""A question answered step by step: a model cuts it into simpler ones, each may use the answers before it.

"When was the firm that built the Aurelia founded?" becomes "Which firm built the Aurelia?" and "When was #1 founded?".
Every step is retrieved, answered and proved like any question; the model only says what to ask.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.candidates import count_words
from rag.conversation.joining import joined
from rag.conversation.rewriting import is_faithful
from rag.errors import Busy, GenerationFailed
from rag.guard.neutral import neutral
from rag.protocols import LanguageModel
from rag.types import Answer, Message, Sampling

MOST_STEPS = 4
_MOST_WORDS_OF_A_NAME = 12
"""What is put in the place of "#1": a longer answer names nothing."""
_LISTED = re.compile(r"^\s*(?:\d+\s*[.):]|[-*•])\s*")
_EARLIER = re.compile(r"#(\d)")
_TASK = (
    f"Cut the question into at most {MOST_STEPS} simpler questions to be looked up one after the other, one a line. "
    "Where a question needs the answer of an earlier one, write #1 for that of the first, #2 for that of the second. "
    "Use the words of the question and add nothing. If it is simple already, repeat it."
)


def steps_of(question: str, model: LanguageModel) -> tuple[str, ...]:
    """The steps to an answer; none where the question is simple, and where the model fails or strays from its words."""
    asked = Message("system", _TASK), Message("user", neutral(question))
    try:
        reply = "".join(model.stream(asked, Sampling(max_tokens=200)))
    except (GenerationFailed, Busy):
        return ()
    steps = [_LISTED.sub("", line).strip() for line in reply.splitlines() if line.strip()]
    if not 1 < len(steps) <= MOST_STEPS:
        return ()
    return tuple(steps) if all(fits(step, place, question) for place, step in enumerate(steps)) else ()


def walked(steps: Sequence[str], answer: Callable[[str], Answer]) -> Answer | None:
    """The answer that the last step gives, with the steps that it rests on; None where one of them has no answer.

    Its confidence is the product of theirs: each must be right.
    """
    answers: list[Answer] = []
    if not steps:
        return None
    for step in steps:
        question = _filled(step, answers)
        given = None if question is None else answer(question)
        if given is None or given.abstained:
            return None
        answers.append(replace(given, question=question, asked=question))
    whole = joined([answers[-1], *answers[:-1]])
    return replace(whole, confidence=math.prod(one.confidence for one in answers))


def fits(step: str, place: int, question: str) -> bool:
    """Whether a step uses the question's words and only answers of steps before it."""
    used = [int(number) for number in _EARLIER.findall(step)]
    return all(1 <= number <= place for number in used) and is_faithful(_EARLIER.sub("it", step), question, ())


def _filled(step: str, answers: Sequence[Answer]) -> str | None:
    """A step with the answers it needs; None where one of those is too long to be a name."""
    for number in set(_EARLIER.findall(step)):
        said = (answers[int(number) - 1].text or "").rstrip(". ")
        if not said or count_words(said) > _MOST_WORDS_OF_A_NAME:
            return None
        step = step.replace(f"#{number}", said)
    return step
