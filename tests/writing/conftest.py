"""The real embedder and reader, loaded once; the subject here is what a language model's sentences are held to."""

from __future__ import annotations

import numpy as np
import pytest

from rag.compose import make_embedder, make_reader
from rag.settings import Settings
from rag.types import Question, SparseVector
from rag.writing.support import SupportCheck
from rag.writing.writer import Writer
from tests.writing.scripted import PASSAGES, Scripted, Stored


@pytest.fixture(scope="session")
def embedder():
    return make_embedder(Settings())


@pytest.fixture(scope="session")
def check():
    return SupportCheck(make_reader(Settings()))


@pytest.fixture
def drafted(embedder, check):
    """Lets a scripted model write: ``drafted("reply", ..., unsupported="mark")`` gives the draft, all of it said."""

    def write(*replies, unsupported="drop", question="What about Amber Island?", hits=PASSAGES):
        model = replies[0] if isinstance(replies[0], Scripted) else Scripted(*replies)
        draft = Writer(model, check, embedder, Stored(), unsupported).draft(asked(question), hits)
        draft.events = list(draft.said())
        draft.model = model
        return draft

    return write


def asked(text: str, history=()) -> Question:
    """A question whose vector and terms nobody looks at here."""
    none = SparseVector(np.empty(0, np.uint32), np.empty(0, np.float32))
    return Question(text, np.zeros(384, np.float32), none, (), history)
