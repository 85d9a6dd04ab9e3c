"""The comparison of pipelines: that everyone is given the same, and that what is measured is what happened."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tarfile

import pytest

pytest.importorskip("psutil", reason="the measurements need psutil (extra: test)")

from bench.pipelines.corpus import prepare
from bench.pipelines.environments import NAMES, OURS, RIVALS
from bench.pipelines.measure import Measurement, PipelineFailed, measure
from bench.pipelines.memory import TreeSampler
from bench.pipelines.quality import quality
from bench.pipelines.report import tables
from rag.errors import InvalidRequest
from rag.evaluate.gold import GoldQuestion
from tests.waiting import wait_until

MEGABYTE = 2**20

RUNNER = """
import subprocess, sys, time
sys.path.insert(0, {root!r})
from bench.rivals.contract import html_pages, page_of, run

class Words:
    def ingest(self, folder, state):
        self.pages = {{page_of(path, folder): path.read_text() for path in html_pages(folder)}}
        subprocess.run([sys.executable, "-c", {hold!r}, {seen!r}], check=True)

    def count(self):
        return len(self.pages)

    def search(self, question, k):
        words = set(question.split())
        score = lambda page: len(words & set(self.pages[page].split()))
        return [(page, self.pages[page]) for page in sorted(self.pages, key=score, reverse=True)[:k]]

run(Words())
"""


HOLD = """
import pathlib, sys, time
x = bytearray(120 * 2**20)
began = time.monotonic()
time.sleep(0.5)
while not pathlib.Path(sys.argv[1]).exists() and time.monotonic() < began + 60:
    time.sleep(0.02)
"""
"""Holds memory for half a second at least, and until it was seen."""


class Words:
    """One token a word."""

    max_tokens = 256

    def spans(self, text):
        spans, start = [], 0
        for word in text.split():
            start = text.index(word, start)
            spans.append((start, start + len(word)))
            start += len(word)
        return spans

    def count(self, texts):
        return [len(text.split()) + 2 for text in texts]


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    (folder / "guide").mkdir(parents=True)
    (folder / "guide" / "one.html").write_text("red apples grow here")
    (folder / "two.html").write_text("green pears grow there")
    (folder / "three.html").write_text("nothing of note")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    lines = [
        {"id": "a", "question": "red apples", "answers": ["red"], "page": "guide/one.html", "quote": "red apples"},
        {"id": "b", "question": "green pears", "answers": ["green"], "page": "two.html", "quote": "green pears"},
        {"id": "c", "question": "blue plums", "answers": [], "page": None},
    ]
    (folder / "qa.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    return folder


@pytest.fixture
def corpus(source, tmp_path):
    return prepare(source, source / "qa.jsonl", tmp_path / "corpus")


def measurement(name, hits, ingest_s=10.0):
    return Measurement(
        name=name,
        ingest_s=ingest_s,
        imports_s=1.0,
        first_answer_s=0.5,
        chunks=7,
        peak_resident=300 * MEGABYTE,
        peak_resident_ingest=200 * MEGABYTE,
        peak_proportional=None,
        query_ms=(1.0, 2.0, 3.0),
        hits=tuple(tuple({"page": page, "text": text} for page, text in question) for question in hits),
    )


def test_everyone_gets_the_html_pages_and_the_questions_without_what_answers_them(corpus):
    files = sorted(path.relative_to(corpus.folder).as_posix() for path in corpus.folder.rglob("*") if path.is_file())
    assert files == ["guide/one.html", "three.html", "two.html"]
    shown = [json.loads(line) for line in corpus.gold.read_text("utf-8").splitlines()]
    assert shown[0] == {"id": "a", "question": "red apples"}
    assert [question.id for question in corpus.questions] == ["a", "b", "c"]


def test_an_archive_is_unpacked_like_a_folder(source, tmp_path):
    packed = tmp_path / "packed"
    packed.mkdir()
    with tarfile.open(packed / "html.tar.xz", "w:xz") as archive:
        archive.add(source, "html")
    corpus = prepare(packed, source / "qa.jsonl", tmp_path / "corpus")
    assert not list(corpus.folder.rglob("*.png"))
    assert (corpus.folder / "html" / "guide" / "one.html").read_text() == "red apples grow here"
    assert corpus.pages == 3


def test_a_quick_check_keeps_the_pages_asked_for_and_drops_the_questions_it_cannot_answer(source, tmp_path):
    corpus = prepare(source, source / "qa.jsonl", tmp_path / "corpus", limit=1)
    assert [path.name for path in corpus.folder.rglob("*.html")] == ["one.html"]
    assert [question.id for question in corpus.questions] == ["a", "c"]


def test_a_folder_without_pages_is_refused(source, tmp_path):
    with pytest.raises(InvalidRequest, match="no HTML page"):
        prepare(tmp_path / "absent", source / "qa.jsonl", tmp_path / "corpus")


def test_a_run_is_measured_over_its_whole_process_tree(corpus, tmp_path, monkeypatch):
    script, seen = tmp_path / "runner.py", tmp_path / "seen"
    script.write_text(RUNNER.format(root=str(RIVALS.parents[1]), hold=HOLD, seen=str(seen)))
    sample = TreeSampler._sample

    def noted(self, proportional):
        taken = sample(self, proportional)
        if taken.resident > 120 * MEGABYTE:
            seen.touch()
        return taken

    monkeypatch.setattr(TreeSampler, "_sample", noted)
    taken = measure("words", [sys.executable, str(script)], corpus, tmp_path / "work")
    assert taken.chunks == 3
    assert [hits[0]["page"] for hits in taken.hits[:2]] == ["guide/one.html", "two.html"]
    assert 0.5 <= taken.work_s <= taken.ingest_s
    assert taken.imports_s > 0
    assert len(taken.query_ms) == 3
    assert taken.peak_resident_ingest > 120 * MEGABYTE, "the child's memory counts"
    assert "text" not in json.dumps(taken.as_json()["hits"])


def test_a_run_that_fails_names_its_log(corpus, tmp_path):
    with pytest.raises(PipelineFailed, match=r"exit code 3.*log\.txt"):
        measure("broken", [sys.executable, "-c", "raise SystemExit(3)"], corpus, tmp_path / "work")


def test_our_settings_are_not_taken_over(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("RAG_CHUNK_TOKENS", "64")
    monkeypatch.setenv("RAG_CACHE", "kept")
    script = "import os, sys; sys.exit(sorted(k for k in os.environ if k.startswith('RAG_')) == ['RAG_CACHE'] and 7)"
    with pytest.raises(PipelineFailed, match="exit code 7"):
        measure("settings", [sys.executable, "-c", script], corpus, tmp_path / "work")


def test_the_sampler_outlives_the_process_it_watches():
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    with TreeSampler(process.pid) as sampler:
        process.wait()
        taken = len(sampler.samples)
        wait_until(lambda: len(sampler.samples) > taken + 1)


def test_pages_count_once_and_markup_not_at_all():
    questions = (
        GoldQuestion("a", "?", ("x",), page="two.html", quote="call open_file(name) before reading the lines"),
        GoldQuestion("b", "?", ("x",), page="one.html"),
        GoldQuestion("c", "?"),
    )
    marked = "call [open_file](api.html#open)(*name*) before reading the `lines`"
    hits = [[("one.html", "no"), ("one.html", "no"), ("dir/two.html", marked)], [("two.html", "no")], []]
    figures = quality(measurement("any", hits), questions, Words()).figures()
    assert figures["hit@1"] == 0
    assert figures["hit@5"] == 0.5
    assert figures["mrr@10"] == pytest.approx((1 / 2 + 0) / 2)
    assert figures["passage@1000"] == pytest.approx(1.0), "the question without a quote counts for nothing"


def test_what_stands_beyond_the_budget_was_not_read():
    question = (GoldQuestion("a", "?", ("x",), page="one.html", quote="the quote stands down here at the end"),)
    text = "word " * 1000 + "the quote stands down here at the end"
    assert quality(measurement("any", [[("one.html", text)]]), question, Words()).figures()["passage@1000"] == 0


def test_differences_are_ours_minus_theirs_and_ratios_theirs_over_it():
    questions = tuple(GoldQuestion(str(n), "?", ("x",), page="one.html") for n in range(4))
    good, bad = [[("one.html", "x")]] * 4, [[("two.html", "x")]] * 4
    runs = {OURS: [measurement(OURS, good, 5.0)], "langchain": [measurement("langchain", bad, 40.0)]}
    qualities = {name: quality(done[0], questions, Words()) for name, done in runs.items()}
    gap = qualities[OURS].minus(qualities["langchain"])["hit@1"]
    assert (gap.difference, gap.low, gap.high) == (1, 1, 1)
    text = tables(runs, qualities)
    assert "+1.000 [+1.000, +1.000]" in text
    assert "8.00" in next(line for line in text.splitlines() if line.startswith(OURS))
    assert math.isnan(qualities[OURS].figures()["passage@1000"]), "no quotes, no figure"


def test_every_rival_is_pinned_and_takes_torch_first():
    for name in NAMES:
        requirements = RIVALS / name / "requirements.txt"
        assert (RIVALS / name / "runner.py").exists()
        if name != OURS:
            lines = requirements.read_text("utf-8").splitlines()
            assert lines[0] == "torch==2.13.0"
            assert all("==" in line for line in lines)
