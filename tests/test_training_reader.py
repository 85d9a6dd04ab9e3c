"""What trains the reader: batches, what is learnt from them, and a run that goes on where it was stopped."""

from __future__ import annotations

import sys
from contextlib import closing

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from safetensors.torch import load_file

from rag.reader.network import ReaderNetwork
from training.reader import train
from training.reader.batching import Batch, Batcher, Drawing
from training.reader.dataset import Dataset
from training.reader.losses import Taught, loss_of, taught_by

QUESTIONS = 24
FEW_TOKENS = 512


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Questions of four tokens with two passages each of a dozen; every third has no answer."""
    folder = tmp_path_factory.mktemp("prepared")
    rng = np.random.default_rng(0)
    lengths = np.array([4, 1, 12, 14] * QUESTIONS)
    rows, golds = [], []
    for number in range(QUESTIONS):
        answered = int(number % 3 > 0)
        if answered:
            golds.append((len(rows), 3, 4))
        rows.append((4 * number, 4 * number + 1, 4 * number + 2, number, answered, 1, -1))
        rows.append((4 * number, 4 * number + 1, 4 * number + 3, number, 0, 0, number % 2))
    tables = {
        "tokens": rng.integers(1000, 30000, lengths.sum()).astype(np.uint16),
        "bounds": np.concatenate([[0], lengths.cumsum()]).astype(np.int64),
        "rows": np.array(rows, np.int32),
        "golds": np.array(golds, np.int32),
    }
    for name in ("train-a", "held"):
        save_file(tables, folder / f"{name}.safetensors")
    return folder


@pytest.fixture(scope="module")
def batch(data) -> Batch:
    (first, *_) = Batcher(Dataset([data / "train-a.safetensors"]), Drawing(1.0, 0.0), 1).epoch(0)
    return first.to(torch.device("cpu"))


def test_other_processes_draw_the_same_batches(data):
    dataset, drawing = Dataset([data / "train-a.safetensors"]), Drawing(0.7, 0.3, FEW_TOKENS)
    alone = list(Batcher(dataset, drawing, 3).epoch(1))
    with closing(Batcher(dataset, drawing, 3, workers=2)) as batcher:
        helped = list(batcher.epoch(1))
    assert len(alone) == len(helped) > 1
    assert all(torch.equal(one.ids, other.ids) for one, other in zip(alone, helped, strict=True))


def test_the_span_is_normalised_over_the_passages_of_a_question(batch):
    flat = torch.zeros(*batch.ids.shape, 2)
    _, parts = loss_of(flat, torch.zeros(len(batch.ids), 3), batch, None)
    # Every answered question is read with both passages: 26 tokens, two of which begin or end its answer.
    assert float(parts["span"]) == pytest.approx(np.log(26), rel=1e-4)
    assert float(parts["answers"]) == pytest.approx(np.log(2), rel=1e-4)


def test_what_is_unknown_is_not_learnt_from(batch):
    silent = Batch(**{name: getattr(batch, name) for name in Batch.__slots__} | {"labels": batch.labels * 0 - 1})
    _, parts = loss_of(torch.zeros(*batch.ids.shape, 2), torch.full((len(batch.ids), 3), 9.0), silent, None)
    assert [float(parts[name]) for name in ("answers", "relevant", "supports")] == [0, 0, 0]


def test_a_teacher_that_is_sure_of_another_place_draws_the_reader_there(batch):
    spans = torch.zeros(*batch.ids.shape, 2, requires_grad=True)
    elsewhere = torch.zeros(*batch.ids.shape, 2)
    first = batch.body.argmax(1)
    elsewhere[torch.arange(len(first)), first] = 0.5
    loss, _ = loss_of(spans, torch.zeros(len(batch.ids), 3), batch, Taught(elsewhere, torch.zeros(len(batch.ids), 3)))
    (slope,) = torch.autograd.grad(loss, spans)
    answered = batch.starts.sum(1) > 0
    assert (slope[answered, first[answered]] < 0).all()


def test_teachers_speak_with_one_voice(batch):
    torch.manual_seed(0)
    teachers = [ReaderNetwork().eval() for _ in range(2)]
    taught = taught_by(teachers, batch)
    assert taught is not None
    assert taught_by([], batch) is None
    alone = [taught_by([teacher], batch) for teacher in teachers]
    assert torch.allclose(taught.verdicts, (alone[0].verdicts + alone[1].verdicts) / 2)
    sums = torch.zeros(batch.groups, 2).index_add(0, batch.group, taught.spans.sum(1))
    assert torch.allclose(sums[: QUESTIONS - 1], torch.ones(QUESTIONS - 1, 2), atol=1e-3)


def test_a_run_goes_on_from_its_checkpoint(data, tmp_path, monkeypatch):
    from training.reader import start

    monkeypatch.setattr(sys, "argv", ["start", str(tmp_path / "start.safetensors")])
    start.main()
    told = ["train", "--data", str(data), "--start", str(tmp_path / "start.safetensors"), "--batch", str(FEW_TOKENS)]
    for tokens in (1500, 3000):
        monkeypatch.setattr(sys, "argv", [*told, "--out", str(tmp_path / "run"), "--tokens", str(tokens)])
        train.main()
    learnt, began = load_file(tmp_path / "run" / "average.safetensors"), load_file(tmp_path / "start.safetensors")
    assert "words.weight" not in learnt
    assert not torch.equal(learnt["span.weight"], began["span.weight"].float())
    monkeypatch.setattr(sys, "argv", [*told, "--out", str(tmp_path / "run"), "--tokens", "1"])
    train.main()
    again = load_file(tmp_path / "run" / "average.safetensors")
    assert all(torch.equal(again[name], tensor) for name, tensor in learnt.items())
