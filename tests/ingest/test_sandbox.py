"""The sandbox: one bad file is one error, and nothing is left running."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from ingest import sandbox_wire
from ingest.sandbox import Sandbox
from rag.errors import Busy, EmptyExtraction, MissingExtra, ReadError, ReaderStopped
from tests.waiting import PATIENCE, wait_until

TASKS = f"{__package__}.sandbox_tasks" if __package__ else "sandbox_tasks"


def sandbox(workers=1, seconds=PATIENCE, megabytes=1000, **settings):
    return Sandbox(f"{TASKS}:behave", workers=workers, seconds=seconds, megabytes=megabytes, settings=settings)


def outcome(job, **options):
    with sandbox(**options) as box:
        [(_, result)] = box.run([(0, job)])
    return result


def gone(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def children():
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_every_job_comes_back_once_with_its_key():
    jobs = [(f"key {n}", {"do": "echo", "value": n}) for n in range(50)]
    with sandbox(workers=2) as box:
        results = dict(box.run(jobs))
    assert {key: result["echo"] for key, result in results.items()} == {key: job["value"] for key, job in jobs}


def test_children_stay_warm_from_job_to_job_and_from_run_to_run():
    with sandbox(workers=2) as box:
        first = {result["pid"] for _, result in box.run((n, {"do": "echo", "value": n}) for n in range(20))}
        second = {result["pid"] for _, result in box.run((n, {"do": "sleep", "seconds": 0.02}) for n in range(20))}
    assert len(first | second) == 2


def test_several_threads_ask_and_each_gets_its_own_answer():
    with sandbox(workers=2) as box, ThreadPoolExecutor(8) as threads:
        replies = threads.map(lambda value: box.ask({"do": "echo", "value": value})["echo"], range(40))
        assert list(replies) == list(range(40))
        with pytest.raises(EmptyExtraction):
            box.ask({"do": "refuse"})


def test_whoever_waits_when_the_sandbox_closes_is_told():
    with sandbox() as box, ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(box.ask, {"do": "sleep", "seconds": 60}) for _ in range(3)]
        wait_until(lambda: all(future.running() for future in waiting) and children())
        box.close()
        for future in waiting:
            with pytest.raises(Busy):
                future.result(PATIENCE)
        with pytest.raises(Busy):
            box.ask({"do": "echo", "value": 1})


def test_jobs_are_pulled_lazily():
    pulled = 0

    def jobs():
        nonlocal pulled
        for number in range(1000):
            pulled += 1
            yield number, {"do": "echo", "value": number}

    with sandbox(workers=2) as box:
        for done, _ in enumerate(box.run(jobs()), start=1):
            assert pulled - done < 2 * 2
            if done == 20:
                break


def test_text_crosses_unharmed_lone_surrogates_included():
    value = {"text": "\u4f60\u597d \U0001f600 \x00 \ud800 \udcff", "number": 1.5, "none": None, "list": [1, [2]]}
    assert outcome({"do": "echo", "value": value})["echo"] == value


def test_a_slow_job_is_stopped_and_the_others_are_done():
    jobs = [(n, {"do": "sleep", "seconds": 100 if n == 1 else 0}) for n in range(6)]
    started = time.monotonic()
    with sandbox(workers=2, seconds=2) as box:
        results = dict(box.run(jobs))
    assert time.monotonic() - started < PATIENCE
    assert {n for n, result in results.items() if isinstance(result, ReaderStopped)} == {1}
    assert "2 s" in results[1].cause
    assert "RAG_FILE_SECONDS" in results[1].remedy


def test_a_busy_loop_that_ignores_signals_is_stopped():
    assert isinstance(outcome({"do": "spin"}, seconds=0.3), ReaderStopped)


def test_the_clock_runs_for_each_job_alone():
    with sandbox(seconds=2) as box:
        results = [result for _, result in box.run((n, {"do": "sleep", "seconds": 0.05}) for n in range(42))]
    assert not any(isinstance(result, Exception) for result in results)


def test_memory_is_limited_and_the_next_job_gets_a_new_child():
    jobs = [("small", {"do": "swallow", "megabytes": 1}), ("large", {"do": "swallow", "megabytes": 3000})]
    jobs += [("after", {"do": "swallow", "megabytes": 1})]
    with sandbox(megabytes=700) as box:
        results = dict(box.run(jobs))
    assert isinstance(results["large"], ReaderStopped)
    assert "memory" in results["large"].cause
    assert "RAG_FILE_MEGABYTES" in results["large"].remedy
    assert results["small"] == results["after"] == {"bytes": 1 << 20}


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_names_its_signal(number):
    with sandbox() as box:
        results = dict(box.run([(1, {"do": "die", "signal": int(number)}), (2, {"do": "echo", "value": 7})]))
    assert isinstance(results[1], ReaderStopped)
    assert number.name in results[1].cause
    assert results[2]["echo"] == 7


def test_an_exit_is_reported():
    assert "status 3" in outcome({"do": "exit"}).cause


def test_printing_libraries_disturb_nobody(capfd):
    assert outcome({"do": "print"}) == {"printed": True}
    assert capfd.readouterr() == ("", "")


def test_errors_of_ours_come_back_as_themselves():
    error = outcome({"do": "refuse"})
    assert type(error) is EmptyExtraction
    assert (error.cause, error.remedy, str(error)) == ("A scan", "Use OCR", "A scan. Use OCR")
    assert type(outcome({"do": "miss"})) is MissingExtra
    assert "sourcebound[tables]" in outcome({"do": "miss"}).remedy


def test_other_errors_become_read_errors_without_their_secrets():
    error = outcome({"do": "break"})
    assert type(error) is ReadError
    assert "ValueError" in str(error)
    assert "secret" not in str(error)
    assert "/" not in str(error)


def test_deep_recursion_is_a_read_error():
    assert "nested" in outcome({"do": "recurse"}).cause


def test_a_task_that_cannot_be_imported_fails_each_job_and_ends():
    with Sandbox("no.such:task", workers=2, seconds=5, megabytes=1000) as box:
        results = [result for _, result in box.run((n, {}) for n in range(3))]
    assert all(isinstance(result, ReaderStopped) and "start" in result.cause for result in results)


def test_a_reply_over_the_cap_is_an_error(monkeypatch):
    monkeypatch.setattr(sandbox_wire, "MOST_BYTES", 1000)  # the parent's cap; the child keeps its own
    with sandbox() as box:
        results = dict(box.run([(1, {"do": "long", "characters": 5000}), (2, {"do": "long", "characters": 5})]))
    assert isinstance(results[1], ReaderStopped)
    assert results[2] == {"text": "xxxxx"}


def test_a_reply_that_is_no_json_is_an_error():
    assert isinstance(outcome({"do": "no json"}), ReaderStopped)


def test_the_child_sees_no_secrets_and_does_not_import_from_the_current_folder(monkeypatch, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)
    for name in ("HTTPS_PROXY", "AWS_SECRET_ACCESS_KEY", "RAG_CATALOG_URL"):
        monkeypatch.setenv(name, "secret")
    seen = outcome({"do": "environment"}, file_seconds=7)
    assert "secret" not in seen["environment"].values()
    assert seen["environment"]["RAG_FILE_SECONDS"] == "7"
    assert str(tmp_path) not in seen["path"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_limits_hold_inside():
    limits = outcome({"do": "limits"}, megabytes=900)
    assert limits["address_space"] == 900 << 20
    assert limits["core"] == 0
    assert int(limits["oom_score"]) > 500
    assert limits["session"] == limits["pid"]


def test_a_stopped_job_takes_its_own_children_with_it(tmp_path):
    note = tmp_path / "pid"
    # On a slow machine the first limits end the job before it has a child.
    for seconds in (0.5, 2, 8, 32):
        assert isinstance(outcome({"do": "breed", "note": str(note)}, seconds=seconds), ReaderStopped)
        if note.exists() and note.read_text():
            break
    wait_until(lambda: gone(int(note.read_text())))


def test_an_iteration_left_early_leaves_no_child():
    before = children()
    box = sandbox(workers=2, seconds=100).__enter__()
    results = box.run((n, {"do": "sleep", "seconds": 100 if n else 0}) for n in range(9))
    next(results)
    wait_until(lambda: len(children() - before) == 2)
    started = time.monotonic()
    results.close()
    assert time.monotonic() - started < PATIENCE
    assert children() == before


def test_a_failing_source_of_jobs_leaves_no_child():
    before = children()

    def jobs():
        yield 1, {"do": "sleep", "seconds": 60}
        raise KeyboardInterrupt

    box = sandbox(workers=2, seconds=60).__enter__()
    with pytest.raises(KeyboardInterrupt):
        list(box.run(jobs()))
    assert children() == before


def test_an_idle_child_that_was_killed_is_replaced_silently():
    with sandbox() as box:
        [(_, first)] = box.run([(1, {"do": "echo", "value": 1})])
        os.kill(first["pid"], signal.SIGKILL)
        wait_until(lambda: gone(first["pid"]))
        [(_, second)] = box.run([(2, {"do": "echo", "value": 2})])
    assert second["echo"] == 2
    assert second["pid"] != first["pid"]


def test_children_die_with_a_parent_that_is_killed():
    script = f"""
import sys
sys.path[:0] = {sys.path!r}
from ingest.sandbox import Sandbox
with Sandbox({TASKS + ":behave"!r}, workers=2, seconds=600, megabytes=1000) as box:
    for _, result in box.run((n, {{"do": "sleep", "seconds": 600 if n > 1 else 0}}) for n in range(9)):
        print(result["pid"], flush=True)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    with parent:
        pids = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
        wait_until(lambda: all(gone(pid) for pid in pids))


def test_a_worn_child_is_replaced_before_it_fails_an_innocent_file():
    with sandbox(megabytes=600) as box:
        results = [result for _, result in box.run((n, {"do": "hoard", "megabytes": 310}) for n in range(3))]
    assert results == [{"held": 1}] * 3
