"""The decoding loop against the library's own: guesses and kept prompts change its time, never what is said."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as some
from transformers import Gemma2Config, LlamaConfig, MistralConfig, Qwen2Config, Qwen3NextConfig

from rag.models.decode import Decoder
from rag.models.folder import read_folder
from rag.models.lookup import MOST, Lookup
from rag.models.network import Network
from rag.types import Sampling
from tests.models.tiny_model import make_random_model

VOCABULARY = 32
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 16,
    "max_position_embeddings": 512,
    "eos_token_id": None,
    "bos_token_id": None,
    "pad_token_id": 0,
}
LINEAR = {"linear_num_key_heads": 2, "linear_num_value_heads": 2, "linear_key_head_dim": 8, "linear_value_head_dim": 8}
KINDS = {
    "llama": LlamaConfig(**SIZES),
    "qwen": Qwen2Config(**SIZES),
    "sliding": MistralConfig(**SIZES, sliding_window=16),
    "alternating": Gemma2Config(**SIZES, sliding_window=16),
    "recurrent": Qwen3NextConfig(**SIZES, **LINEAR, num_experts=0, layer_types=["linear_attention", "full_attention"]),
}
PROMPTS = some.lists(some.integers(0, VOCABULARY - 1), min_size=1, max_size=60).map(lambda tokens: tokens * 2)


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    return {
        kind: Network(read_folder(make_random_model(folder / kind, config), kind), "fp32")
        for kind, config in KINDS.items()
    }


def decoder(network, *, look_up=True, ends=()):
    return Decoder(network.forward, network.new_cache, can_crop=network.can_crop, ends=frozenset(ends), look_up=look_up)


def said(decoder, prompt, stopped=lambda: False, **sampling):
    sampling = Sampling(**{"max_tokens": 40} | sampling)
    return [token for tokens in decoder.tokens(prompt, sampling, stopped) for token in tokens]


def by_the_library(network, prompt, length):
    ids = torch.tensor([prompt])
    made = network._model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=length, do_sample=False)
    return made[0, len(prompt) :].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_the_library_says(networks, kind):
    network = networks[kind]
    assert network.can_crop == (kind != "recurrent")
    ours = decoder(network)
    for seed in range(4):
        prompt = torch.randint(0, VOCABULARY, (30,), generator=torch.Generator().manual_seed(seed)).tolist() * 2
        assert said(ours, prompt) == by_the_library(network, prompt, 40)


@settings(deadline=None, max_examples=8)
@given(prompt=PROMPTS, more=PROMPTS, kind=some.sampled_from(["llama", "sliding", "alternating"]))
def test_guesses_and_kept_prompts_change_nothing(networks, prompt, more, kind):
    plain = decoder(networks[kind], look_up=False)
    quick = decoder(networks[kind])
    for asked in (prompt, prompt + more, prompt[: len(prompt) // 2] + more, prompt):
        plain.forget()
        assert said(quick, asked) == said(plain, asked)


@settings(deadline=None, max_examples=6)
@given(prompt=PROMPTS, seed=some.integers(0, 2**31), top_p=some.floats(0.1, 1.0))
def test_a_seed_gives_the_same_reply_with_and_without_guesses(networks, prompt, seed, top_p):
    how = {"temperature": 0.8, "top_p": top_p, "seed": seed}
    assert said(decoder(networks["llama"]), prompt, **how) == said(
        decoder(networks["llama"], look_up=False), prompt, **how
    )


def test_what_is_drawn_follows_the_odds(networks):
    """Over many draws the first token's shares are the model's own, and a small top_p leaves the likeliest only."""
    network, prompt = networks["llama"], [3, 1, 4, 1, 5]
    odds = torch.softmax(network.forward(prompt, network.new_cache(), 1)[0] / 2.0, -1)
    ours = decoder(network)
    drawn = [said(ours, prompt, max_tokens=1, temperature=2.0, seed=seed)[0] for seed in range(400)]
    shares = torch.bincount(torch.tensor(drawn), minlength=VOCABULARY) / len(drawn)
    assert (shares - odds).abs().max() < 0.1
    narrow = {said(ours, prompt, max_tokens=1, temperature=2.0, top_p=1e-6, seed=seed)[0] for seed in range(20)}
    assert narrow == {int(odds.argmax())}


def test_a_reply_ends_at_its_end_and_at_its_bound(networks):
    whole = said(decoder(networks["llama"]), [1, 2, 3] * 9)
    assert len(whole) == 40
    end = whole[-1]
    assert said(decoder(networks["llama"], ends={end}), [1, 2, 3] * 9) == whole[: whole.index(end) + 1]
    for bound in (1, 2, 7):
        assert said(decoder(networks["llama"]), [1, 2, 3] * 9, max_tokens=bound) == whole[:bound]


def test_a_common_beginning_is_computed_once(networks):
    ours = decoder(networks["llama"])
    fixed = list(range(VOCABULARY)) * 3
    said(ours, [*fixed, 5, 6, 7])
    assert ours.reused == 0
    said(ours, [*fixed, 8, 9])
    assert ours.reused == len(fixed)


def test_two_kinds_of_prompt_do_not_drive_each_other_out(networks):
    ours = decoder(networks["llama"])
    one, other = list(range(VOCABULARY)) * 2, list(reversed(range(VOCABULARY))) * 2
    for prompt in (one, other, [*one, 1], [*other, 2]):
        said(ours, prompt, max_tokens=3)
    assert ours.reused == len(other)


def test_it_can_be_stopped_while_it_reads_the_prompt(networks):
    network, read = networks["llama"], []

    def forward(tokens, cache, positions):
        read.append(len(tokens))
        return network.forward(tokens, cache, positions)

    ours = Decoder(forward, network.new_cache, can_crop=True, ends=frozenset())
    assert said(ours, [1, 2, 3, 4] * 120, stopped=lambda: len(read) == 2) == []
    assert sum(read) < 480
    # What was computed until then is kept, and right.
    again = said(ours, [1, 2, 3, 4] * 120)
    assert ours.reused == sum(read[:2])
    assert again == said(decoder(network, look_up=False), [1, 2, 3, 4] * 120)


def test_a_pass_that_fails_leaves_nothing_wrong_behind(networks):
    network, fails = networks["llama"], []

    def forward(tokens, cache, positions):
        if fails:
            network.forward(tokens[:1], cache, 1)
            raise RuntimeError(fails.pop())
        return network.forward(tokens, cache, positions)

    ours, prompt = Decoder(forward, network.new_cache, can_crop=True, ends=frozenset()), [1, 2, 3, 4] * 20
    right = said(ours, prompt)
    fails.append("out of memory")
    with pytest.raises(RuntimeError, match="out of memory"):
        said(ours, prompt)
    assert said(ours, prompt) == right


def test_what_was_seen_is_guessed():
    lookup = Lookup([1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert lookup.guess(9) == []
    for token in (2, 3):
        lookup.add(token)
    assert lookup.guess(9) == [4, 5, 6, 7]
    assert lookup.guess(2) == [4, 5]
    lookup.learn(4, 4)
    assert lookup.guess(99) == [4, 5, 6, 7, 8, 9, 2, 3]
    for _ in range(9):
        lookup.learn(4, 4)
    assert len(lookup.guess(99)) <= MOST
    lookup.learn(4, 0)
    assert lookup.guess(99) == [4, 5]
