"""Chroma's chunking evaluation: how much of the wanted excerpts, and how little else, five chunks bring.

For each question, recall is the share of the excerpts' characters that are retrieved; IoU is those characters over
all that was retrieved (each chunk in full, from whatever corpus) plus the excerpt characters that were not.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.visible_sets.visible_set import PASSAGES, REPLIES, VisibleSet, write_texts
from rag.evaluate import Evaluation, GoldQuestion
from rag.service import Service
from rag.types import Hit

CHUNKS = 5
PUBLISHED = (
    "recall % / IoU % with the same embedding: recursive 200/0 75.7 / 6.5, recursive 250/125 78.7 / 4.9, "
    "token windows 250/125 82.4 / 3.5, cluster 200 75.2 / 7.2"
)

Range = tuple[int, int]


class Corpus:
    """A corpus's text, in which chunks of its canonical text are found whatever became of the white space."""

    def __init__(self, text: str) -> None:
        self._places = [place for place, char in enumerate(text) if not char.isspace()]
        self._squeezed = "".join(text.split())

    def locate(self, chunk: str, squeezed_start: int) -> Range | None:
        """Where the chunk stands in the corpus; of several places, the nearest to so many characters in."""
        wanted = "".join(chunk.split())
        found = [
            self._squeezed.rfind(wanted, 0, squeezed_start + len(wanted)),
            self._squeezed.find(wanted, squeezed_start),
        ]
        starts = [start for start in found if start >= 0]
        if not wanted or not starts:
            return None
        start = min(starts, key=lambda start: abs(start - squeezed_start))
        return self._places[start], self._places[start + len(wanted) - 1] + 1


def load(sets: Path) -> VisibleSet:
    folder = sets / "chunking"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((folder / "corpora").glob("*.md"))}
    gold, excerpts = {}, {}
    for number, row in enumerate(_rows(folder / "questions_df.csv")):
        id, references = f"chunking-{number}", json.loads(row["references"])
        quote = " ".join(reference["content"] for reference in references)
        gold[id] = GoldQuestion(id, row["question"], page=f"{row['corpus_id']}.txt", quote=quote, kind=row["corpus_id"])
        excerpts[id] = [(reference["start_index"], reference["end_index"]) for reference in references]

    def write(folder: Path) -> None:
        # As plain text: these are not written as Markdown, and its signs are part of what is to be found.
        write_texts({f"{name}.txt": text for name, text in texts.items()}, folder)

    def measure(service: Service, evaluation: Evaluation) -> Mapping[str, float]:
        corpora = {name: Corpus(text) for name, text in texts.items()}
        return _measure(service, [(gold[row.id], excerpts[row.id]) for row in evaluation.rows], corpora)

    return VisibleSet("chunking", write, tuple(gold.values()), PASSAGES + REPLIES, PUBLISHED, measure)


def score(excerpts: Sequence[Range], chunks: Sequence[Range], retrieved: int) -> tuple[float, float]:
    """Recall and IoU; ``chunks`` are those of the excerpts' corpus, ``retrieved`` the characters of all chunks."""
    wanted = _characters(excerpts)
    found = len(wanted & _characters(chunks))
    # Excerpts that overlap count twice where Chroma divides by them, as there.
    total = sum(end - start for start, end in excerpts)
    return found / total, found / (retrieved + len(wanted) - found)


def _measure(
    service: Service, asked: Sequence[tuple[GoldQuestion, Sequence[Range]]], corpora: Mapping[str, Corpus]
) -> Mapping[str, float]:
    scores, sizes, lost = [], [], 0
    canonical: dict[tuple[str, int], list[int]] = {}
    for question, excerpts in asked:
        hits = service.search(question.question, k=CHUNKS)
        placed = [(Path(hit.uri).stem, _locate(service, hit, corpora, canonical)) for hit in hits]
        lost += sum(place is None for _, place in placed)
        chunks = [place for name, place in placed if place is not None and name == question.kind]
        retrieved = sum(len(hit.text) for hit in hits)
        scores.append(score(excerpts, chunks, retrieved))
        sizes.append((len(hits), retrieved))
    count = len(scores)
    return {
        "recall_%": 100 * sum(recall for recall, _ in scores) / count,
        "iou_%": 100 * sum(iou for _, iou in scores) / count,
        "chunks": sum(chunks for chunks, _ in sizes) / count,
        "characters": sum(characters for _, characters in sizes) / count,
        "chunks_not_located": float(lost),
    }


def _locate(
    service: Service,
    hit: Hit,
    corpora: Mapping[str, Corpus],
    canonical: dict[tuple[str, int], list[int]],
) -> Range | None:
    key = (hit.document_id, hit.version)
    if key not in canonical:
        text = service.text(*key)
        canonical[key] = [place for place, char in enumerate(text) if not char.isspace()]
    return corpora[Path(hit.uri).stem].locate(hit.text, bisect_left(canonical[key], hit.start))


def _characters(ranges: Sequence[Range]) -> set[int]:
    return {place for start, end in ranges for place in range(start, end)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
