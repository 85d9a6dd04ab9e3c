"""Fits the confidence of extractive answers: ``python -m training.confidence [--squad FILE]``.

Ingests the shipped samples (and, where the file is there, the SQuAD 2.0 articles that were set free for training)
into a temporary folder, asks every question, fits a logistic model of "the lead answer is right", and chooses the
threshold on the shipped gold file. Prints what belongs into rag/answer/confidence.py.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from ingest.cli.ingesting import ingest_sources
from ingest.cli.options import Call
from rag.answer.confidence import Evidence
from rag.answer.extractive import ExtractiveGenerator
from rag.compose import make_embedder, make_service, open_catalog
from rag.evaluate import GoldQuestion, read_gold
from rag.evaluate.answers import says
from rag.lexical import Bm25Encoder
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "ingest" / "samples"
SQUAD = ROOT.parent / "shared" / "data" / "train" / "squad" / "dev-v2.0-articles.json.gz"
QUESTIONS = 700


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, default=SQUAD, help="SQuAD 2.0 file (gzip), left out when absent")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        shipped = figures(SAMPLES / "documents", read_gold(SAMPLES / "gold.jsonl"), Path(work) / "samples")
        sets = [shipped]
        if options.squad.exists():
            folder, gold = write_squad(options.squad, Path(work) / "articles")
            chosen = np.random.default_rng(options.seed).permutation(len(gold))[:QUESTIONS]
            sets.append(figures(folder, [gold[place] for place in chosen], Path(work) / "squad"))
    fit(sets, shipped)


def figures(folder: Path, gold: Iterable[GoldQuestion], data: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each question its evidence [n, 4], whether the lead answer is right [n], whether there is one [n]."""
    settings = Settings(data=data, log_questions=False)
    with open_catalog(settings) as catalog:
        ingest_sources(Call(settings, "default", as_json=True), catalog, [str(folder)])
        embedder = make_embedder(settings)
        service = make_service(settings, catalog, "default", embedder)
        generator = ExtractiveGenerator(embedder, Bm25Encoder())
        rows = []
        for asked in gold:
            question, hits = service.found(asked.question)
            sentences, evidence = generator.weigh(question, hits)
            if evidence is not None:
                text = " ".join(said for said, _ in sentences)
                rows.append((astuple(evidence), says(text, asked.answers), asked.answerable))
    evidence_rows, right, answerable = zip(*rows, strict=True)
    return np.array(evidence_rows), np.array(right), np.array(answerable)


def write_squad(path: Path, folder: Path) -> tuple[Path, list[GoldQuestion]]:
    """Each article as a Markdown file, and its questions."""
    with gzip.open(path) as file:
        loaded = json.load(file)
    folder.mkdir(parents=True)
    gold = []
    for article in loaded["data"] if isinstance(loaded, dict) else loaded:
        name = f"{article['title']}.md"
        paragraphs = [paragraph["context"] for paragraph in article["paragraphs"]]
        (folder / name).write_text(f"# {article['title'].replace('_', ' ')}\n\n" + "\n\n".join(paragraphs))
        for question in (question for paragraph in article["paragraphs"] for question in paragraph["qas"]):
            answers = () if question["is_impossible"] else tuple({answer["text"] for answer in question["answers"]})
            gold.append(GoldQuestion(question["id"], question["question"], answers, name if answers else None))
    return folder, gold


def fit(sets: list[tuple[np.ndarray, np.ndarray, np.ndarray]], shipped: tuple[np.ndarray, ...]) -> None:
    """Fit on all sets, each counting the same; choose the threshold on the shipped one; print both."""
    evidence = np.concatenate([rows for rows, *_ in sets])
    right = np.concatenate([labels for _, labels, _ in sets])
    weights = np.concatenate([np.full(len(labels), 1 / len(labels)) for _, labels, _ in sets]) * len(right)
    model = LogisticRegression(C=10, max_iter=5000).fit(evidence, right, sample_weight=weights)
    named = ", ".join(f"{f.name}={w:.3f}" for f, w in zip(fields(Evidence), model.coef_[0], strict=True))
    print(f"BIAS = {model.intercept_[0]:.3f}\nWEIGHTS = Evidence({named})")
    rows, labels, answerable = shipped
    sure = model.predict_proba(rows)[:, 1]
    best = max(np.unique(sure), key=lambda least: (sure[labels] >= least).mean() + (sure[~answerable] < least).mean())
    print(f"THRESHOLD = {np.floor(best * 100) / 100:.2f}")
    print(
        f"# shipped: right given {(sure[labels] >= best).mean():.2f}, refused {(sure[~answerable] < best).mean():.2f}"
    )
    for rows, labels, answerable in sets:
        sure = model.predict_proba(rows)[:, 1]
        print(
            f"# {len(labels)} questions: AUROC right {roc_auc_score(labels, sure):.3f}, "
            f"answerable {roc_auc_score(answerable, sure):.3f}, right {labels[answerable].mean():.3f}"
        )


if __name__ == "__main__":
    main()
