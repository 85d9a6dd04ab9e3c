"""Real transformers models, small enough to be made within a test: one that quotes, and random ones of several kinds.

The quoting model is a Llama of two layers whose weights are set by formula, not trained: learning to copy takes minutes
on a busy machine, and this one is the same everywhere. Its first layer's heads carry to each place the three tokens
before it; its second layer looks for the earliest place that came after the same three tokens as the present one (an
induction head), and the token there is written. Two rules are added: a reply begins with what stands behind the first
``[1]`` at the beginning of a line, or behind another mark where one is given, and after the first full stop come
`` [1]`` and the end. So it answers with the first sentence of passage 1 and cites it, whatever else the prompt says.
"""

from __future__ import annotations

import math

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TEMPLATE = (
    "{% for message in messages %}<|turn|>{{ message['role'] }}\n{{ message['content'] }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|reply|>{% endif %}"
)
END, REPLY, PASSAGE, CITES, STOP = "<|end|>", "<|reply|>", "[1]", " [1]", "."
TEXT = "the key of the shed hangs behind the kitchen door"
_BEFORE = 3
"""Tokens that must agree for a place to be continued."""
_WIDTH = 48
"""Of a token's vector: the first few directions belong to the tokens with rules, the rest is random."""
_STREAM = -(-(1 + _WIDTH * (_BEFORE + 2)) // _BEFORE) * _BEFORE
"""Of the residual stream: what the spaces need, filled up to a multiple of the heads."""
_HEAD = 256
_THETA = 1e12
_STRENGTH = 2000.0


def make_tokenizer(folder, text=TEXT, template=TEMPLATE, begins=PASSAGE):
    """A byte-level tokenizer that loses no text, saved with a chat template; returns it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = [END, REPLY, "<|turn|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=2000, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator([text], trainer)
    tokenizer.add_tokens([AddedToken(mark, normalized=False) for mark in (CITES, begins)])
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=END)
    fast.add_special_tokens({"additional_special_tokens": [REPLY, "<|turn|>"]})
    fast.chat_template = template
    fast.save_pretrained(folder)
    return fast


def make_quoting_model(folder, window=4096, *, text=TEXT, begins=PASSAGE):
    """Write the quoting model and its tokenizer into a folder; returns the folder.

    It quotes what stands behind ``begins``. The words of ``text`` are tokens: three tokens tell a place from others,
    and in a long prompt three letters do not.
    """
    tokenizer = make_tokenizer(folder, text, begins=begins)
    rules = {mark: tokenizer.convert_tokens_to_ids(mark) for mark in (END, REPLY, begins, CITES, STOP)}
    model = LlamaForCausalLM(_llama(len(tokenizer), window, tokenizer.eos_token_id)).eval()
    with torch.no_grad():
        for weights in model.parameters():
            weights.zero_()
        for name, weights in model.named_parameters():
            if "norm" in name:
                weights.fill_(1.0)
        vectors = _vectors(len(tokenizer), rules.values())
        _embed(model, vectors)
        for steps in range(1, _BEFORE + 1):
            _carry(model, steps)
        _look_for_the_same(model, vectors[rules[REPLY]], vectors[rules[begins]])
        _speak(model, vectors, rules)
    model.save_pretrained(folder)
    return folder


def make_random_model(folder, config, seed=0):
    """A model of random weights, made wild enough that its tokens differ; returns the folder."""
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for weights in model.parameters():
            weights *= 3
    model.save_pretrained(folder)
    return folder


def _llama(vocabulary, window, end):
    return LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=_STREAM,
        intermediate_size=8,
        num_hidden_layers=2,
        num_attention_heads=_BEFORE,
        num_key_value_heads=_BEFORE,
        head_dim=_HEAD,
        max_position_embeddings=window,
        rope_parameters={"rope_type": "default", "rope_theta": _THETA},
        rms_norm_eps=1e-9,
        eos_token_id=end,
        bos_token_id=None,
        pad_token_id=end,
    )


def _space(number):
    """Directions of the residual stream: 0 the token, 1.. those before it, then what is to be written; the first one
    of all is always 1."""
    return slice(1 + number * _WIDTH, 1 + (number + 1) * _WIDTH)


def _vectors(vocabulary, ruled):
    """A unit vector for each token [vocabulary, width]; those with rules have directions of their own."""
    generator = torch.Generator().manual_seed(7)
    vectors = torch.randn(vocabulary, _WIDTH, generator=generator)
    vectors[:, : len(ruled)] = 0.0
    vectors /= vectors.norm(dim=-1, keepdim=True)
    for direction, token in enumerate(ruled):
        vectors[token] = torch.eye(_WIDTH)[direction]
    return vectors


def _embed(model, vectors):
    table = model.model.embed_tokens.weight
    table[:, 0] = 1.0
    table[:, _space(0)] = vectors


def _frequencies():
    return _THETA ** (-torch.arange(_HEAD // 2) / (_HEAD // 2))


def _normed(parts):
    """What a norm makes of each unit when the stream is so many unit vectors added up."""
    return math.sqrt(_STREAM / parts)


def _carry(model, steps):
    """A head that looks so many places back, by position alone, and carries the token there over."""
    layer = model.model.layers[0].self_attn
    head = (steps - 1) * _HEAD
    half = _HEAD // 2
    angles = _frequencies() * steps
    strength = math.sqrt(50 * math.sqrt(_HEAD)) / _normed(2)
    layer.q_proj.weight[head : head + half, 0] = torch.cos(angles) * strength
    layer.q_proj.weight[head + half : head + _HEAD, 0] = -torch.sin(angles) * strength
    layer.k_proj.weight[head : head + half, 0] = strength
    layer.v_proj.weight[head : head + _WIDTH, _space(0)] = torch.eye(_WIDTH) / _normed(2)
    layer.o_proj.weight[_space(steps), head : head + _WIDTH] = torch.eye(_WIDTH)


def _look_for_the_same(model, reply, begins):
    """A head that looks for the earliest place with the same tokens before it, in directions that turn slowly."""
    layer = model.model.layers[1].self_attn
    half = _HEAD // 2
    strength = math.sqrt(_STRENGTH * math.sqrt(_HEAD)) / _normed(2 + _BEFORE)
    slow = [direction for direction in range(half, 0, -1) if direction < half and _frequencies()[direction] < 1e-5]
    rows = torch.tensor([row for direction in slow for row in (direction, direction + half)][: _WIDTH * _BEFORE])
    for before in range(_BEFORE):
        mine = rows[before * _WIDTH : (before + 1) * _WIDTH]
        # The present token counts most: where it alone agrees, no three that are merely like it may win.
        layer.q_proj.weight[mine, _space(before)] = torch.eye(_WIDTH) * strength * (1 if before else 2)
        layer.k_proj.weight[mine, _space(before + 1)] = torch.eye(_WIDTH) * strength
    layer.q_proj.weight[rows[:_WIDTH], _space(0)] += 4 * strength * torch.outer(begins, reply)
    farness = int((_frequencies() - 1e-4).abs().argmin())
    layer.q_proj.weight[farness, 0] = 2 * strength
    layer.k_proj.weight[farness + half, 0] = strength
    layer.v_proj.weight[:_WIDTH, _space(0)] = torch.eye(_WIDTH) / _normed(2 + _BEFORE)
    layer.o_proj.weight[_space(_BEFORE + 1), :_WIDTH] = torch.eye(_WIDTH)


def _speak(model, vectors, rules):
    """What was found is written, unless the present token has a rule."""
    words = model.lm_head.weight
    words[:, _space(_BEFORE + 1)] = vectors
    for present, then in ((STOP, CITES), (CITES, END)):
        words[rules[then], _space(0)] += 3 * vectors[rules[present]]
