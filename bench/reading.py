"""The reader alone, without retrieval: ``python -m bench.reading [--sets FOLDER] [--limit N]``.

Spans and answerability on SQuAD's paragraphs, support on BEGIN and on statements true and false. Prints Markdown.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from bench.visible_sets.registry import DEFAULT_SETS
from rag.compose import make_reader
from rag.evaluate.answers import exact_match, token_f1
from rag.evaluate.confidence import auroc
from rag.protocols import PassageReader
from rag.readings import Readable
from rag.settings import Settings
from training.reader.alter import CHANGES
from training.reader.claims import shortened, statement
from training.reader.sources import Asked, Paragraph, squad, squad_2

LOST = 0.15
"""Share of true statements that may be taken for false where the share of false ones caught is stated."""
_BLOCK = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS, metavar="FOLDER", help="default: %(default)s")
    parser.add_argument("--limit", type=int, help="questions of each set, evenly spread")
    options = parser.parse_args()
    reader = make_reader(Settings())
    _say(f"{reader.identity}\n")
    first = _thinned(list(squad(options.sets / "squad" / "dev-v1.1-part.json.gz")), options.limit)
    second = _thinned(list(squad(options.sets / "squad" / "dev-v2.0-part.json.gz")), options.limit)
    spans(reader, first)
    answerability(reader, second, squad_2()[1])
    begin(reader, options.sets / "begin" / "begin_test_wow.tsv.gz")
    statements(reader, first)


def spans(reader: PassageReader, asked: Sequence[Asked]) -> None:
    """Exact match and F1 of the best span, given the paragraph."""
    said = [text for text, _ in read_all(reader, asked)]
    gold = [[one.paragraph.text[start:end] for start, end in one.spans] for one in asked]
    exact = np.mean([exact_match(text, answers) for text, answers in zip(said, gold, strict=True)])
    f1 = np.mean([token_f1(text, answers) for text, answers in zip(said, gold, strict=True)])
    words = np.mean([len(text.split()) for text in said])
    _say(f"SQuAD 1.1, {len(asked)} questions: F1 {100 * f1:.1f}, exact match {100 * exact:.1f}, {words:.1f} words")


def answerability(reader: PassageReader, asked: Sequence[Asked], held: Sequence[Asked]) -> None:
    """AUROC of "answers"; F1 where what is below the best threshold of the held-out training articles is withheld."""
    threshold = best_threshold(read_all(reader, held), held)
    read = read_all(reader, asked)
    sure = np.array([chance for _, chance in read])
    answerable = np.array([bool(one.spans) for one in asked])
    f1 = np.mean(
        [_f1(text if chance >= threshold else "", one) for (text, chance), one in zip(read, asked, strict=True)]
    )
    given = sure >= threshold
    _say(
        f"SQuAD 2.0, {len(asked)} questions: AUROC {auroc(sure, answerable):.3f}, F1 {100 * f1:.1f} "
        f"(always abstaining {100 * (~answerable).mean():.1f}); at the threshold {threshold:.2f} of the held-out "
        f"training articles {given[answerable].mean():.3f} of the answerable and {given[~answerable].mean():.3f} of "
        "the unanswerable answered"
    )


def best_threshold(read: Sequence[tuple[str, float]], asked: Sequence[Asked]) -> float:
    """Where F1 is best."""
    steps = np.arange(0.05, 1.0, 0.05)
    scores = [
        np.mean([_f1(text if chance >= step else "", one) for (text, chance), one in zip(read, asked, strict=True)])
        for step in steps
    ]
    return float(steps[int(np.argmax(scores))])


def begin(reader: PassageReader, path: Path) -> None:
    """Whether a reply rests on its piece of knowledge, as people judged."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if row["response"]]
    sure = support_all(reader, [(row["response"].strip(), Readable("", row["knowledge"].strip())) for row in rows])
    labels = np.array([row["begin_label"] for row in rows])
    full = labels == "Fully attributable"
    for other in sorted(set(labels[~full])):
        chosen = full | (labels == other)
        _say(
            f"BEGIN, fully attributable ({full.sum()}) against {other} ({(labels == other).sum()}): "
            f"AUROC {auroc(sure[chosen], full[chosen]):.3f}"
        )


def statements(reader: PassageReader, asked: Sequence[Asked]) -> None:
    """True statements made of questions and answers, and the same with one thing changed."""
    rng = random.Random(1)
    true, false = [], []
    for one in asked:
        start, end = one.spans[0]
        said = shortened(statement(one, one.paragraph.text[start:end]), rng)
        passage = Readable(one.paragraph.title, one.paragraph.text)
        true.append((said, passage))
        for kind, change in CHANGES.items():
            changed = change(said, one.paragraph.text, rng)
            if changed and changed != said:
                false.append((kind, (changed, passage)))
    sure = support_all(reader, true)
    threshold = float(np.quantile(sure, LOST))
    _say(f"Statements: {len(true)} true ones, threshold {threshold:.2f} that loses {LOST:.0%} of them")
    for kind, group in groupby(sorted(false, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        chances = support_all(reader, [pair for _, pair in group])
        right = np.concatenate([np.ones(len(sure), bool), np.zeros(len(chances), bool)])
        _say(
            f"  {kind} changed ({len(chances)}): {(chances < threshold).mean():.3f} caught, "
            f"AUROC {auroc(np.concatenate([sure, chances]), right):.3f}"
        )


def read_all(reader: PassageReader, asked: Sequence[Asked]) -> list[tuple[str, float]]:
    """For each question its best span's text and the probability that its paragraph answers."""
    found = []
    for one in asked:
        (reading,) = reader.read(one.question, [_readable(one.paragraph)])
        best = reading.spans[0]
        found.append((one.paragraph.text[best.start : best.end], reading.answers))
    return found


def support_all(reader: PassageReader, pairs: Sequence[tuple[str, Readable]]) -> np.ndarray:
    """Probabilities that the passages support the statements."""
    blocks = (pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK))
    return np.concatenate([reader.support(block) for block in blocks])


def _readable(paragraph: Paragraph) -> Readable:
    return Readable(paragraph.title, paragraph.text)


def _f1(said: str, one: Asked) -> float:
    if not one.spans:
        return float(not said)
    return token_f1(said, [one.paragraph.text[start:end] for start, end in one.spans]) if said else 0.0


def _thinned(asked: list[Asked], limit: int | None) -> list[Asked]:
    return asked if limit is None or limit >= len(asked) else list(_every(asked, limit))


def _every(asked: list[Asked], limit: int) -> Iterator[Asked]:
    return (asked[place * len(asked) // limit] for place in range(limit))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
