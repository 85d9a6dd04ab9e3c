"""The command: ``python -m bench.candidates [--set NAME ...] [--limit N] [--pool N] [--data FOLDER]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.candidates.rankings import rankings
from bench.candidates.recall import Recall, recalls
from bench.candidates.table import table
from bench.visible_sets.ingestion import ingest
from bench.visible_sets.measurement import spread
from bench.visible_sets.registry import DEFAULT_SETS, LOADERS
from bench.visible_sets.visible_set import VisibleSet
from rag.compose import open_service
from rag.retrieve.trace import POOL
from rag.settings import Settings

DEFAULT_CHOICE = ("pydocs", "squad-v1", "chunking", "hotpot", "musique", "cran", "cisi", "med", "lisa")
MOST_QUESTIONS = 600


def main() -> int:
    """Print a table for each set; 2 when the sets are not there."""
    options = _parser().parse_args()
    if not options.sets.is_dir():
        print(f"{options.sets} is no folder; name that of the evaluation sets with --sets", file=sys.stderr)
        return 2
    for name in options.set or DEFAULT_CHOICE:
        chosen = LOADERS[name](options.sets)
        with TemporaryDirectory(prefix="candidates-") as temporary:
            data = _ingested(chosen, (options.data or Path(temporary)) / name)
            asked = ask(chosen, data, options.limit, options.pool)
        print(f"### {name}\n\n{table(asked)}\n", flush=True)
    return 0


def ask(chosen: VisibleSet, data: Path, limit: int, pool: int) -> list[dict[str, Recall]]:
    """The recalls of the questions that have gold pages, of at most ``limit`` evenly spread."""
    with open_service(Settings(data=data, log_questions=False)) as service:
        return [
            recalls(question, rankings(service, question.question, pool))
            for question in spread(chosen.gold, limit)
            if question.pages
        ]


def _ingested(chosen: VisibleSet, folder: Path) -> Path:
    """The data folder of a set below ``folder``, as it is when an earlier run has made it."""
    documents, data = folder / "documents", folder / "data"
    if not data.is_dir():
        documents.mkdir(parents=True, exist_ok=True)
        chosen.write(documents)
        ingest(documents, data)
    return data


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.candidates", description="Recall of the candidates.")
    parser.add_argument("--set", action="append", choices=list(LOADERS), help="a set (repeat for more)")
    parser.add_argument("--limit", type=int, default=MOST_QUESTIONS, metavar="N", help="default: %(default)s")
    parser.add_argument("--pool", type=int, default=POOL, metavar="N", help="candidates of each side that are fused")
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS, metavar="FOLDER", help="default: %(default)s")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep what is ingested there for the next run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
