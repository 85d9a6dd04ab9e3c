"""How unlikely a model finds a text: near one for what it would say itself, by arithmetic for the rest."""

from __future__ import annotations

import pytest
import torch
from transformers import AutoModelForCausalLM

from rag.models.failures import Refused
from rag.models.folder import read_folder
from rag.models.local import LocalModel
from rag.types import Message, Sampling

PASSAGES = Message("user", "[1] The key of the shed hangs behind the kitchen door.\n\nQuestion: Where is the key?")
ALONE = Message("user", "Question: Where is the key?")
SAID = "The key of the shed hangs behind the kitchen door."


def test_what_it_would_say_itself_surprises_it_little(quoting):
    own = "".join(quoting.stream([PASSAGES], Sampling()))
    with_passages, without = quoting.perplexity([PASSAGES], own), quoting.perplexity([ALONE], own)
    assert 1 <= with_passages < 3
    assert without > 10 * with_passages


def test_it_is_the_exponential_of_the_mean_loss(wild_folder):
    model = LocalModel(read_folder(wild_folder, "wild"), precision="fp32", places=3)
    found = model.perplexity([PASSAGES], SAID)
    prompt, reply = model._prompt([PASSAGES]), list(model._tokenizer(SAID, add_special_tokens=False).input_ids)
    network = AutoModelForCausalLM.from_pretrained(wild_folder, dtype=torch.float32).eval()
    ids = torch.tensor([prompt + reply])
    labels = ids.clone()
    labels[:, : len(prompt)] = -100
    with torch.inference_mode():
        expected = network(ids, labels=labels).loss.exp()
    assert found == pytest.approx(float(expected), rel=1e-3)


def test_it_can_write_again_afterwards(quoting):
    before = "".join(quoting.stream([PASSAGES], Sampling()))
    quoting.perplexity([ALONE], SAID)
    assert "".join(quoting.stream([PASSAGES], Sampling())) == before


def test_what_has_no_room_is_refused(quoting):
    with pytest.raises(Refused, match="window"):
        quoting.perplexity([PASSAGES], "word " * 5000)
    assert quoting.perplexity([PASSAGES], SAID) >= 1
