"""Sentences that a model only repeats: a question or an order that somebody planted where passages are taken from.

The passage that holds it supports it, word for word; but it states nothing that was asked for. This is the last line of
defence, for what the judging of passages (``rag/guard``) has missed.
"""

from __future__ import annotations

from rag.answer.about import stems, telling
from rag.guard.suspicion import judge

_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e")
_AFTER_A_SENTENCE = " \n\"'\u201d\u2019\u00bb)]*_"


def repeats_order(sentence: str, question: str) -> bool:
    """Whether a written sentence is a question, or an order to a model that has no word of what was asked."""
    if sentence.rstrip(_AFTER_A_SENTENCE).endswith(_QUESTION_MARKS):
        return True
    return judge(sentence).is_quarantined and not telling(question) & stems(sentence)
