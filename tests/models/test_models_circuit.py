"""A model that fails again and again is left alone for a while."""

from __future__ import annotations

import time

import pytest

from rag.errors import GenerationFailed
from rag.models.circuit import Guarded
from rag.types import Message, Sampling
from tests.models.scripted_server import fails, says

ASK = (Message("user", "Where is the key?"),)


def reply(model):
    return "".join(model.stream(ASK, Sampling()))


def failed(model):
    with pytest.raises(GenerationFailed) as caught:
        reply(model)
    return caught.value


def test_after_three_failures_nobody_is_asked(served):
    server, model = served(fails(404))
    for _ in range(3):
        assert "answered 404" in failed(model).cause
    told = failed(model)
    assert "failed 3 times in a row" in told.cause
    assert "tried again in" in told.remedy
    assert len(server.calls) == 3
    assert 0 < model.resting <= 30


def test_after_the_rest_it_is_tried_and_one_failure_rests_it_again(served):
    server, model = served(fails(404), fails(404), fails(404), says("well again"), fails(404))
    quick = Guarded(model._model, failures=2, rest=1.5)
    failed(quick), failed(quick)
    time.sleep(1.6)
    assert "answered 404" in failed(quick).cause
    assert "left alone" in failed(quick).cause
    time.sleep(1.6)
    assert reply(quick) == "well again"
    assert "answered 404" in failed(quick).cause
    assert quick.resting == 0
    assert len(server.calls) == 5


def test_a_prompt_at_fault_and_a_reply_broken_off_count_neither_way(served):
    server, model = served(fails(400))
    for _ in range(5):
        assert "answered 400" in failed(model).cause
    server.script = [says("one two three")] * 9
    for _ in range(5):
        stream = model.stream(ASK, Sampling())
        next(stream)
        stream.close()
    assert model.resting == 0
