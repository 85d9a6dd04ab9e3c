"""Prepares the training set: ``python -m training.reader.prepare --out FOLDER [--seed 1]`` (some ten minutes)."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from rag.compose import make_embedder
from rag.protocols import Embedder
from rag.settings import Settings
from training.reader import sources
from training.reader.alter import change
from training.reader.claims import of_answers, of_sentences
from training.reader.dataset import Builder, Labels
from training.reader.manuals import manuals_in_use
from training.reader.mining import hard_negatives, nearest, without_answer, without_answers
from training.reader.sources import Asked, Claim, Paragraph

RIGHT = Labels(answers=1, relevant=1)
ELSEWHERE = Labels(answers=0, relevant=0)
NOT_HERE = Labels(answers=0)
NOT_SAID = Labels(answers=0, relevant=1)
NEGATIVES = 3
SHARE_CHANGED = 0.35
SHARE_CUT = 0.25
SHARE_CLAIMS = 0.3
REPEAT_SQUAD_2 = 3
REPEAT_MANUALS = 2
REPEAT_SENTENCES = 3
SAME_ARTICLE = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the prepared set")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(options.seed)
    embedder = make_embedder(Settings())
    builder = Builder(embedder.tokenizer)
    squad, held_squad = sources.squad_1()
    released, held_released = sources.squad_2()
    for _ in range(REPEAT_SQUAD_2):
        add_real_unanswerable(builder, released)
    add_changed(builder, [one for one in released if one.spans], rng)
    for asked in (squad, sources.policies(), sources.stories()):
        add_with_negatives(builder, embedder, asked, rng)
    add_changed(builder, [one for one in squad if rng.random() < SHARE_CHANGED], rng)
    add_medical(builder, rng)
    drawn = [one for one in squad if rng.random() < SHARE_CLAIMS]
    add_claims(builder, [*sources.fever(), *of_answers(drawn, rng), *of_sentences(squad, rng)])
    builder.save(options.out / "train-prose.safetensors")
    technical = Builder(embedder.tokenizer)
    for _ in range(REPEAT_MANUALS):
        add_manuals(technical, embedder, rng)
    technical.save(options.out / "train-manuals.safetensors")
    more = Builder(embedder.tokenizer)
    add_more(more, squad, released, random.Random(f"{options.seed} more"))
    more.save(options.out / "train-more.safetensors")
    held = Builder(embedder.tokenizer)
    add_real_unanswerable(held, [*held_squad, *held_released])
    held.save(options.out / "held.safetensors")


def add_with_negatives(builder: Builder, embedder: Embedder, asked: Sequence[Asked], rng: random.Random) -> None:
    """Each question with its passage, with passages that look alike, and with its passage less the answer."""
    passages = list(dict.fromkeys(one.paragraph for one in asked))
    found = nearest(embedder, [one.question for one in asked], passages)
    learn(builder, [one.question for one in asked], passages)
    for one, negatives in zip(asked, hard_negatives(asked, passages, found, NEGATIVES, rng), strict=True):
        builder.next_group()
        builder.add(one.question, one.paragraph.title, one.paragraph.text, RIGHT, one.spans)
        for negative in negatives:
            builder.add(one.question, negative.title, negative.text, ELSEWHERE)
        cut = without_answer(one) if rng.random() < SHARE_CUT else None
        if cut:
            learn(builder, [], [cut])
            builder.add(one.question, cut.title, cut.text, NOT_HERE)


def add_more(builder: Builder, squad: Sequence[Asked], released: Sequence[Asked], rng: random.Random) -> None:
    """SQuAD again with other passages of each article, other changes and other statements: needs no search."""
    for _ in range(REPEAT_SQUAD_2):
        add_real_unanswerable(builder, released)
        add_changed(builder, [one for one in released if one.spans], rng)
    passages = list(dict.fromkeys(one.paragraph for one in squad))
    article: dict[str, list[Paragraph]] = {}
    for passage in passages:
        article.setdefault(passage.title, []).append(passage)
    learn(builder, [one.question for one in squad], passages)
    for one in squad:
        others = rng.sample(article[one.paragraph.title], min(SAME_ARTICLE, len(article[one.paragraph.title])))
        builder.next_group()
        builder.add(one.question, one.paragraph.title, one.paragraph.text, RIGHT, one.spans)
        for other in without_answers(one, others):
            builder.add(one.question, other.title, other.text, ELSEWHERE)
    add_changed(builder, squad, rng)
    add_claims(builder, list(of_answers(squad, rng)))
    for _ in range(REPEAT_SENTENCES):
        add_claims(builder, list(of_sentences(squad, rng)))


def add_real_unanswerable(builder: Builder, asked: Sequence[Asked]) -> None:
    """Questions that people wrote to have no answer in their passage, and their answerable neighbours."""
    learn(builder, [one.question for one in asked], [one.paragraph for one in asked])
    for one in asked:
        builder.next_group()
        builder.add(one.question, one.paragraph.title, one.paragraph.text, RIGHT if one.spans else NOT_SAID, one.spans)


def add_changed(builder: Builder, asked: Sequence[Asked], rng: random.Random) -> None:
    """Questions changed in one place, so that their passage does not answer them any more."""
    changed = [(change(one.question, one.paragraph.text, rng), one.paragraph) for one in asked]
    learn(builder, [question for question, _ in changed if question], [paragraph for _, paragraph in changed])
    for question, paragraph in changed:
        if question:
            builder.next_group()
            builder.add(question, paragraph.title, paragraph.text, NOT_HERE)


def add_medical(builder: Builder, rng: random.Random) -> None:
    """Questions that a whole page answers, against the other pages about the same disease."""
    pairs = sources.medical()
    about: dict[str, list[Paragraph]] = {}
    for focus, _, page in pairs:
        about.setdefault(focus, []).append(page)
    learn(builder, [question for _, question, _ in pairs], [page for _, _, page in pairs])
    for focus, question, page in pairs:
        others = [other for other in about[focus] if other != page]
        if others and rng.random() < 0.6:
            builder.next_group()
            builder.add(question, page.title, page.text, Labels(relevant=1))
            builder.add(question, page.title, rng.choice(others).text, ELSEWHERE)


def add_claims(builder: Builder, claims: Sequence[Claim]) -> None:
    """Statements, each with the passage that supports it or does not."""
    learn(builder, [claim.text for claim in claims], [claim.paragraph for claim in claims])
    for claim in claims:
        builder.next_group()
        labels = Labels(supports=int(claim.supported))
        builder.add(claim.text, claim.paragraph.title, claim.paragraph.text, labels)


def add_manuals(builder: Builder, embedder: Embedder, rng: random.Random) -> None:
    """Technical questions with and without an answer in their passage."""
    answerable, unanswerable = manuals_in_use(rng)
    add_with_negatives(builder, embedder, answerable, rng)
    learn(builder, [one.question for one in unanswerable], [one.paragraph for one in unanswerable])
    for one in unanswerable:
        builder.next_group()
        builder.add(one.question, one.paragraph.title, one.paragraph.text, NOT_HERE)


def learn(builder: Builder, questions: Sequence[str], paragraphs: Sequence[Paragraph]) -> None:
    builder.learn(questions)
    builder.learn([paragraph.title for paragraph in paragraphs])
    builder.learn([paragraph.text for paragraph in paragraphs], with_offsets=True)


if __name__ == "__main__":
    main()
