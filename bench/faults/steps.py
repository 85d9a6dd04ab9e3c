"""What a workload does, step by step; a seed decides, so that whoever looks afterwards knows what was asked for."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.live.house import WORDS

URIS = tuple(f"file:///{name}" for name in "abcdef")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``uri`` and ``passages`` where it concerns a document."""

    kind: str
    uri: str = ""
    passages: tuple[str, ...] = ()


def steps(seed: int, length: int = 16) -> list[Step]:
    """A workload: documents come, change, return and go, bases are built, searched, superseded and cleared away."""
    rng = random.Random(f"steps {seed}")
    live: set[str] = set()
    done = [Step("put", uri, _passages(rng)) for uri in rng.sample(URIS, 2)]
    live |= {step.uri for step in done}
    while len(done) < length:
        kind = rng.choices(
            ["put", "delete", "build", "build in a child", "tidy", "search", "upload", "reopen"],
            weights=[8, 4, 3, 1, 2, 3, 2, 2],
        )[0]
        if kind == "delete" and not live:
            continue
        uri = rng.choice(sorted(live) if kind == "delete" else URIS) if kind in ("put", "delete") else ""
        done.append(Step(kind, uri or f"{kind} {len(done)}", _passages(rng) if kind in ("put", "upload") else ()))
        (live.add if kind == "put" else live.discard)(uri)
    return [*done, Step("build"), Step("search")]


def short() -> list[Step]:
    """Each kind of step at least once, for whoever lets every single write fail."""
    a, b, c = URIS[:3]
    return [
        Step("put", a, ("amber cedar", "pearl")),
        Step("put", b, ("amber cedar", "onyx flint", "kelp")),
        Step("build"),
        Step("search"),
        Step("upload", "upload 4", ("harbor",)),
        Step("put", a, ("marble", "pearl")),
        Step("delete", b),
        Step("search"),
        Step("put", c, ("lagoon jasper", "onyx flint")),
        Step("build"),
        Step("reopen"),
        Step("put", b, ("amber nickel",)),
        Step("tidy"),
        Step("search"),
    ]


def _passages(rng: random.Random) -> tuple[str, ...]:
    # Few words, so that documents share texts and with them vectors.
    return tuple(" ".join(rng.choices(WORDS[:8], k=rng.randint(1, 2))) for _ in range(rng.randint(1, 4)))
