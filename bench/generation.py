"""What guesses from the prompt, kept prefixes and a cache with room are worth, on a model of the shape of Qwen2.5-0.5B.

::

    python -m bench.generation                  a few minutes; a GPU is used when there is one
    python -m bench.generation --prompt 3000

The weights are random, so the model has nothing to say: what it "chooses" is forced, token by token, to a target, after
every logit has been computed as always. So the times are those of a real model of this shape that writes that target.
How often a real model copies is not measured here; that is why there are targets of several kinds:

- copied: one long run of tokens of the prompt, the best case;
- quoting: runs of 12 tokens of the prompt, 4 tokens of its own between them, as a cited answer has;
- own: no three tokens as in the prompt, so that nothing is guessed;
- misleading: pairs of tokens of the prompt that go on otherwise, so that every guess is wrong, the worst case.

Plain and guessing runs take turns, and the ratios are of medians of one run of this program. On a CPU one thread
computes and its processor time is counted, which other work on the machine falsifies less than time on the wall.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, DynamicCache, Qwen2Config

from rag.models.decode import Decoder
from rag.models.folder import read_folder
from rag.models.network import Network
from rag.types import Sampling

SHAPE = {
    "hidden_size": 896,
    "intermediate_size": 4864,
    "num_hidden_layers": 24,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "vocab_size": 151_936,
    "max_position_embeddings": 32_768,
    "tie_word_embeddings": True,
}
"""That of Qwen2.5-0.5B: 494 million weights."""
WORDS = 20_000
"""Different tokens in a prompt, so that few repeat by chance."""


def clock(network):
    """Seconds of the processor, or of the wall where a GPU computes."""
    if network.device == "cpu":
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()


class Forced:
    """The network, whose logits are computed and then topped by the target's token at each place."""

    def __init__(self, network, prompt, target):
        self._network = network
        self._text = [*prompt, *target]

    def forward(self, tokens, cache, positions):
        logits = self._network.forward(tokens, cache, positions)
        end = cache.get_seq_length()
        rows = [self._text[min(place + 1, len(self._text) - 1)] for place in range(end - positions, end)]
        logits[range(positions), rows] = 1e4
        return logits


def targets(prompt, length, chance):
    """The kinds of target by their names, each ``length`` tokens."""
    fresh = iter(range(WORDS, 2 * WORDS))
    start = chance.randrange(len(prompt) - length)
    quoting, misleading = [], []
    while len(quoting) < length:
        place = chance.randrange(len(prompt) - 12)
        quoting += prompt[place : place + 12] + [next(fresh) for _ in range(4)]
    pairs = list(pairwise(prompt[:-2]))
    while len(misleading) < length:
        misleading += [*chance.choice(pairs), next(fresh)]
    return {
        "copied": prompt[start : start + length],
        "quoting": quoting[:length],
        "own": [next(fresh) for _ in range(length)],
        "misleading": misleading[:length],
    }


def written(network, prompt, target, *, look_up, new_cache=None):
    """Seconds for writing the target behind the prompt, which is read before, and the passes it took."""
    forced = Forced(network, prompt, target)
    decoder = Decoder(forced.forward, new_cache or network.new_cache, can_crop=True, ends=frozenset(), look_up=look_up)
    said, began = [], 0.0
    for tokens in decoder.tokens(prompt, Sampling(max_tokens=len(target)), lambda: False):
        began = began if said else clock(network)
        said += tokens
    assert said == target
    return clock(network) - began, decoder.passes


def guessing(network, prompt, length, rounds, chance):
    """For each kind of target: tokens a second plain and guessing, tokens a pass, and the ratio."""
    rows = {}
    for kind, target in targets(prompt, length, chance).items():
        times = {False: [], True: []}
        for _ in range(rounds):
            for look_up in (False, True):
                seconds, passes = written(network, prompt, target, look_up=look_up)
                times[look_up].append(seconds)
        plain, quick = (statistics.median(times[look_up]) for look_up in (False, True))
        rows[kind] = {
            "plain_tokens_per_second": round((length - 1) / plain, 1),
            "guessing_tokens_per_second": round((length - 1) / quick, 1),
            "tokens_per_pass": round((length - 1) / passes, 2),
            "times_faster": round(plain / quick, 2),
        }
    return rows


def passes(network, prompt):
    """Seconds of one pass over so many tokens behind the 64 first ones: what a guess costs."""
    times = {}
    for tokens in (1, 2, 4, 8, 17):
        cache = network.new_cache()
        with torch.inference_mode():
            network.forward(prompt[:64], cache, 1)
            began = clock(network)
            network.forward(prompt[64 : 64 + tokens], cache, tokens)
        times[tokens] = round(clock(network) - began, 3)
    return times


def reading(network, prompt, fixed, rounds, chance):
    """Seconds to the first token of a prompt whose first ``fixed`` tokens were in the last one, kept and not."""
    times = {"anew": [], "kept": []}
    for _ in range(rounds):
        for way, found in times.items():
            decoder = Decoder(network.forward, network.new_cache, can_crop=True, ends=frozenset())
            if way == "kept":
                list(decoder.tokens([*prompt[:fixed], chance.randrange(WORDS)], Sampling(max_tokens=1), lambda: False))
            began = clock(network)
            list(decoder.tokens(prompt, Sampling(max_tokens=1), lambda: False))
            found.append(clock(network) - began)
    anew, kept = (statistics.median(found) for found in times.values())
    return {"of": len(prompt), "kept": fixed, "anew_s": round(anew, 2), "kept_s": round(kept, 2)} | {
        "times_faster": round(anew / kept, 2)
    }


def room(network, prompt, length, rounds):
    """The library's growing cache against ours, both plain, on a target of the model's own."""
    target = list(range(WORDS, WORDS + length))
    theirs = lambda: DynamicCache(config=network._model.config)  # noqa: E731
    times = [
        [written(network, prompt, target, look_up=False, new_cache=cache)[0] for cache in (theirs, None)]
        for _ in range(rounds)
    ]
    library, ours = (statistics.median(found) for found in zip(*times, strict=True))
    return {"library_s": round(library, 2), "ours_s": round(ours, 2), "times_faster": round(library / ours, 2)}


def main():
    """Make the model, measure, print a line of JSON for each thing measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prompt", type=int, default=1500, help="tokens of the prompt")
    parser.add_argument("--reply", type=int, default=64, help="tokens of the reply")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each kind; the median counts")
    parser.add_argument("--precision", default="auto", help="auto, fp32 or bf16")
    chosen = parser.parse_args()
    chance = random.Random(5)
    torch.manual_seed(5)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        AutoModelForCausalLM.from_config(Qwen2Config(**SHAPE), dtype=torch.bfloat16).save_pretrained(folder)
        network = Network(read_folder(Path(folder), "random-0.5b"), chosen.precision)
    prompt = [chance.randrange(WORDS) for _ in range(chosen.prompt)]
    written(network, prompt[:50], prompt[:20], look_up=True)
    name = torch.cuda.get_device_name() if network.device == "cuda" else "one thread"
    print(json.dumps({"device": name, "precision": network.precision}), flush=True)
    for what, measure in (
        ("pass_s", lambda: passes(network, prompt)),
        ("guessing", lambda: guessing(network, prompt, chosen.reply, chosen.rounds, chance)),
        ("fixed_part", lambda: reading(network, prompt, chosen.prompt // 2, chosen.rounds, chance)),
        ("follow_up", lambda: reading(network, prompt, chosen.prompt - 60, chosen.rounds, chance)),
        ("cache_with_room", lambda: room(network, prompt, chosen.reply, chosen.rounds)),
    ):
        print(json.dumps({what: measure()}), flush=True)


if __name__ == "__main__":
    main()
