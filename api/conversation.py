"""From the messages of a chat to a question and the exchanges before it."""

from __future__ import annotations

from collections.abc import Sequence

from api.chat_text import unmarked
from api.openai_errors import WrongField
from api.schemas.chat import ChatMessage
from rag.service import LONGEST_QUESTION
from rag.types import Turn

MOST_TURNS = 50
"""Exchanges that are looked at; a chat may be longer, and what is older than these says nothing of a follow-up."""


def question_of(messages: Sequence[ChatMessage]) -> tuple[str, tuple[Turn, ...]]:
    """The last message and the turns before it; WrongField where it is no question.

    Messages of the system are wishes for the style of an answer: who quotes cannot follow them.
    """
    spoken = [message for message in messages if message.role in ("user", "assistant")]
    if not spoken or spoken[-1].role != "user":
        raise WrongField("messages", "the last message must be the user's, for it is the question", "ask something")
    question = spoken[-1].text()
    if not question.strip():
        raise WrongField("messages", "the last message is empty", "ask something")
    if len(question) > LONGEST_QUESTION:
        raise WrongField("messages", f"the question is longer than {LONGEST_QUESTION} characters", "shorten it")
    return question, tuple(_turns(spoken[:-1])[-MOST_TURNS:])


def _turns(spoken: Sequence[ChatMessage]) -> list[Turn]:
    turns: list[Turn] = []
    for message in spoken:
        text = message.text()[:LONGEST_QUESTION]
        if message.role == "user" and text.strip():
            turns.append(Turn(text))
        elif message.role == "assistant" and turns and turns[-1].answer is None:
            turns[-1] = Turn(turns[-1].question, unmarked(text))
    return turns
