"""A scripted model states sentences, half of them true and in other words, half with one change: who is caught?

``python -m bench.support [--sets FOLDER] [--sentences 200] [--rows 400] [--seed 1]``

The sentences go the whole way: written piece by piece with their mark, cut, checked, grounded. A change is a number, a
name, a date or a negation. Beside it, on replies that people judged: the combined probability against the support model
alone. Prints Markdown.
"""

from __future__ import annotations

import argparse
import calendar
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.support.passages import Statement, begin_rows, hit, of_begin, of_pydocs, of_squad
from bench.visible_sets.registry import DEFAULT_SETS
from rag.compose import make_embedder, make_reader
from rag.evaluate.confidence import auroc
from rag.protocols import Embedder, PassageReader
from rag.readings import Readable
from rag.settings import Settings
from rag.types import Hit, Message, Question, Sampling, SparseVector
from rag.writing.sources import Sources
from rag.writing.support import SupportCheck
from rag.writing.weights import probability
from rag.writing.writer import Writer
from training.reader.alter import change_name, change_negation, change_number

_MONTHS = calendar.month_name[1:]
_DATE = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b|\b1[5-9]\d\d\b|\b20[0-2]\d\b")
KINDS = ("number", "name", "date", "negation")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence that the model states; ``kind`` is ``true`` or what was changed in it."""

    text: str
    passages: tuple[Hit, ...]
    set: str
    kind: str


class Scripted:
    """Says one sentence in small pieces, and notes when it had said all of it."""

    name = "scripted"
    window = 100_000

    def __init__(self, text: str) -> None:
        self._text = text
        self.finished = self.worked = 0.0

    def count(self, messages: Sequence[Message]) -> int:
        return 0

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Iterator[str]:
        for start in range(0, len(self._text), 4):
            self.finished, self.worked = time.perf_counter(), time.process_time()
            yield self._text[start : start + 4]


class Stored:
    """The stored texts: what the hits say."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._texts = {one.document_id: one.text for one in hits}

    def quote(self, document_id: str, version: int, start: int, end: int) -> str | None:
        return self._texts[document_id][start:end]

    def page_of(self, document_id: str, version: int, offset: int) -> int | None:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS, metavar="FOLDER", help="default: %(default)s")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--rows", type=int, default=400, help="judged replies")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every sentence that was judged wrongly")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    reader, embedder = make_reader(Settings()), make_embedder(Settings())
    check = SupportCheck(reader)
    cases = made(options.sets, options.sentences, rng)
    kept, waits, works = zip(*(stated(case, check, embedder) for case in cases), strict=True)
    report(cases, np.array(kept), show=options.show)
    floor, least = zip(*(alone(case, reader, embedder) for case in cases[:50]), strict=True)
    sent = np.array(waits)[np.array(kept)]
    _say(
        f"\nFrom the last piece of a sentence to its being sent: p50 {np.median(sent):.0f} ms, p95 "
        f"{np.quantile(sent, 0.95):.0f}, most {max(sent):.0f}; {np.median(sent) / np.median(floor):.1f} times one "
        f"embedding of it and one reading of one passage ({np.median(floor):.0f} ms). Processor time: "
        f"{np.median(works):.0f} ms, beside {np.median(least):.0f}"
    )
    judged(options.sets, options.rows, check, embedder, rng)


def made(sets: Path, count: int, rng: random.Random) -> list[Case]:
    """Half of them true; the other half changed, each kind as often."""
    true = [
        *of_squad(sets, round(0.6 * count), rng),
        *of_pydocs(sets, round(0.4 * count), rng),
        *of_begin(sets, round(0.4 * count), rng),
    ]
    rng.shuffle(true)
    false: list[Case] = []
    wanted = dict.fromkeys(KINDS, count // 2 // len(KINDS))
    used: set[int] = set()
    for place, one in enumerate(true):
        kinds = [kind for kind in KINDS if wanted[kind]]
        rng.shuffle(kinds)
        for kind in kinds:
            changed = change(one, kind, rng)
            if changed and changed != one.text:
                false.append(Case(changed, one.passages, one.set, kind))
                wanted[kind] -= 1
                used.add(place)
                break
    rest = [Case(one.text, one.passages, one.set, "true") for place, one in enumerate(true) if place not in used]
    return [*rest[: count // 2], *false]


def change(one: Statement, kind: str, rng: random.Random) -> str | None:
    around = one.passages[0].text
    if kind == "date":
        found = list(_DATE.finditer(one.text))
        if not found:
            return None
        chosen = rng.choice(found)
        said = chosen.group()
        other = (
            rng.choice([month for month in _MONTHS if month != said])
            if said.isalpha()
            else str(int(said) + rng.choice([-10, -1, 1, 10]))
        )
        return one.text[: chosen.start()] + other + one.text[chosen.end() :]
    if kind == "number" and _DATE.search(one.text):
        return None
    rules = {"number": change_number, "name": change_name, "negation": change_negation}
    return rules[kind](one.text, around, rng)


def stated(case: Case, check: SupportCheck, embedder: Embedder) -> tuple[bool, float, float]:
    """Whether the sentence is sent on; the time and the processor time [ms] from its last piece to the verdict."""
    own, *others = case.passages
    passages = (*others[:1], own, *others[1:])
    text = case.text.rstrip(". ")
    model = Scripted(f"{text} [2].")
    draft = Writer(model, check, embedder, Stored(passages), "drop").draft(asked(embedder.dimension), passages)
    said = list(draft.said())
    return bool(said), (time.perf_counter() - model.finished) * 1000, (time.process_time() - model.worked) * 1000


def asked(dimension: int) -> Question:
    none = SparseVector(np.empty(0, np.uint32), np.empty(0, np.float32))
    return Question("What is said there?", np.zeros(dimension, np.float32), none)


def alone(case: Case, reader: PassageReader, embedder: Embedder) -> tuple[float, float]:
    """The least that could be done for a sentence: time and processor time [ms]."""
    started, worked = time.perf_counter(), time.process_time()
    embedder.embed([case.text])
    reader.support([(case.text, Readable(case.passages[0].context, case.passages[0].text))])
    return (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000


def report(cases: Sequence[Case], kept: np.ndarray, *, show: bool) -> None:
    kinds, sets = np.array([case.kind for case in cases]), np.array([case.set for case in cases])
    true = kinds == "true"
    _say("| sentences | n | caught | true ones lost of the same set |\n|---|---|---|---|")
    _say(f"| all false | {(~true).sum()} | {(~kept[~true]).mean():.3f} | {(~kept[true]).mean():.3f} of {true.sum()} |")
    for kind in KINDS:
        mine = kinds == kind
        _say(f"| {kind} | {mine.sum()} | {(~kept[mine]).mean():.3f} | |")
    for name in dict.fromkeys(sets):
        mine = (sets == name) & ~true
        lost = (~kept[(sets == name) & true]).mean()
        _say(f"| {name} | {mine.sum()} | {(~kept[mine]).mean():.3f} | {lost:.3f} of {((sets == name) & true).sum()} |")
    for case, sent in zip(cases, kept, strict=True):
        if show and sent != (case.kind == "true"):
            _say(f"- {case.set} {case.kind}: {case.text}\n  | {case.passages[0].text[:300]!r}")


def judged(sets: Path, count: int, check: SupportCheck, embedder: Embedder, rng: random.Random) -> None:
    """AUROC on replies of conversations judged by people: the combined probability, and the support model alone."""
    rows = rng.sample(begin_rows(sets), count)
    combined, heads, labels = [], [], []
    for row in rows:
        sources = Sources(row["message"], [hit("b", "", row["knowledge"].strip())], embedder)
        signs = check.signs(row["response"].strip(), (1,), sources)
        if signs is not None:
            combined.append(probability(signs))
            heads.append(signs.passage)
            labels.append(row["begin_label"] == "Fully attributable")
    right = np.array(labels)
    _say(
        f"\nBEGIN, {len(labels)} replies, {right.mean():.2f} attributable: AUROC combined "
        f"{auroc(np.array(combined), right):.3f}, support model alone {auroc(np.array(heads), right):.3f}"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
