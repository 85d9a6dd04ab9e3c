"""A follow-up made to stand alone by a language model, held to the words of the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import Busy, GenerationFailed
from rag.guard.neutral import neutral
from rag.protocols import LanguageModel
from rag.retrieve.english import is_english, words_of
from rag.retrieve.followup import standalone
from rag.retrieve.pronouns import pointers
from rag.types import Message, Sampling, Turn

_LONGEST = 300
_FEW_WORDS = 8
"""A question of fewer words may lack what it is about, in any language."""
_TASK = (
    "You rewrite the last question of a conversation so that it can be understood without the conversation. Replace "
    "pronouns and what is left out by the names used before. Add nothing else and do not answer. If it can be "
    "understood already, repeat it. Reply with the question alone, in its own language."
)


def understood(question: str, history: Sequence[Turn], model: LanguageModel | None) -> str:
    """The question standing alone: by the model where there is one and the question needs it, else by rules.

    What a model makes of it counts only when every word of subject matter was said in the conversation; otherwise, and
    when the model fails, the rules decide.
    """
    by_rules = standalone(question, history)
    if model is None or not history or not _may_lack_something(question, by_rules):
        return by_rules
    try:
        reply = "".join(model.stream(prompt(question, history), Sampling(max_tokens=120, stop=("\n",)))).strip(' "\n')
    except (GenerationFailed, Busy):
        return by_rules
    return reply if is_faithful(reply, question, history) else by_rules


def prompt(question: str, history: Sequence[Turn]) -> tuple[Message, ...]:
    """The conversation and the task; what was said is data and cannot pass for a turn of its own."""
    said = [
        f"Question: {neutral(turn.question)}\nAnswer: {neutral(turn.answer or 'none was found')}" for turn in history
    ]
    talk = "\n".join([*said, f"Last question: {neutral(question)}"])
    return Message("system", _TASK), Message("user", talk)


def is_faithful(reply: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a rewritten question is one line that names nothing that was not named before.

    In English no word of subject matter may be new; elsewhere, where small words are not known, no name or number.
    """
    if not reply or len(reply) > _LONGEST + len(question) or "\n" in reply:
        return False
    said = {_stem(word.lower) for text in (question, *_texts(history)) for word in words_of(text)}
    new = [word for word in words_of(reply) if _stem(word.lower) not in said]
    if is_english(reply):
        return not any(word.is_open for word in new)
    return not any(word.is_name or (word.text[0].isupper() and not word.first) for word in new)


def _may_lack_something(question: str, by_rules: str) -> bool:
    if len(question) > _LONGEST:
        return False
    return (
        by_rules != question
        or len(question.split()) < _FEW_WORDS
        or not is_english(question)
        or bool(pointers(question))
    )


def _texts(history: Sequence[Turn]) -> list[str]:
    return [text for turn in history for text in (turn.question, turn.answer or "")]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
