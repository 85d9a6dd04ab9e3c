"""Ingests a folder of hostile and broken files with ten good ones among them, and checks what becomes of each.

    python -m bench.hostile [--scale 1.0] [--keep FOLDER] [--json]

The bar: the good ones are stored and found; each other one is found or named with its reason; nothing outside the
folder is read or written; no process takes more than 2 GB; no process is left behind. Exit 1 when it is not met.
Memory is the largest resident size seen in samples 20 times a second, for each process of the command's tree.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from ingest.sources import file_uri
from rag.compose import open_catalog, open_service
from rag.settings import Settings
from tests.hostile.case import Case, question
from tests.hostile.make_files import SECRET, HostileFolder, make

MOST_BYTES = 2 << 30
SAMPLE_SECONDS = 0.05


@dataclass
class Watched:
    """The largest resident size of each process seen, by its pid, and what it runs."""

    peaks: Counter[int] = field(default_factory=Counter)
    commands: dict[int, str] = field(default_factory=dict)

    def sample(self, root: int) -> None:
        with suppress(psutil.Error):
            parent = psutil.Process(root)
            for process in [parent, *parent.children(recursive=True)]:
                with suppress(psutil.Error):
                    self.commands.setdefault(process.pid, " ".join(process.cmdline()))
                    self.peaks[process.pid] = max(self.peaks[process.pid], process.memory_info().rss)

    def largest(self) -> dict[str, int]:
        """The peak of the command itself, of its readers and of anything else it started."""
        kinds: Counter[str] = Counter()
        for pid, peak in self.peaks.items():
            command = self.commands[pid]
            kind = "reader" if "sandbox_child" in command else "rag ingest" if " ingest " in command else "other"
            kinds[kind] = max(kinds[kind], peak)
        return dict(kinds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0, help="shrinks bombs and long lines")
    parser.add_argument("--keep", type=Path, help="an empty folder to work in and leave as it is")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary:
        figures = measure(arguments.keep or Path(temporary), arguments.scale)
    print(json.dumps(figures, indent=1) if arguments.json else _table(figures))
    sys.exit(not figures["passed"])


def measure(root: Path, scale: float) -> dict[str, Any]:
    """Make the folder, ingest it, ask for each file; everything that the bar needs to know."""
    made = make(root / "hostile", scale)
    data = root / "data"
    watched = Watched()
    started = time.monotonic()
    report, status = _ingest(made.folder, data, watched)
    seconds = time.monotonic() - started
    outcomes, secrets = _outcomes(made, data, report)
    unexpected = [case.path for case in made.cases if not _is_expected(case, outcomes[case.path][0])]
    figures = {
        "files": len(made.cases),
        "good found": sum(outcomes[case.path][0] == "found" for case in made.cases if case.good),
        "outcomes": dict(Counter(outcome for outcome, _ in outcomes.values())),
        "unexpected": {path: outcomes[path] for path in unexpected},
        "counts": {name: count for name, count in report.items() if isinstance(count, int)},
        "exit": status,
        "seconds": round(seconds, 1),
        "peak megabytes": {kind: peak >> 20 for kind, peak in watched.largest().items()},
        "secrets found": secrets,
        "canaries": [str(canary) for canary in made.canaries if canary.exists()],
        "left behind": [watched.commands[pid] for pid in watched.peaks if psutil.pid_exists(pid)],
        "reasons": {path: reason for path, (outcome, reason) in outcomes.items() if outcome == "reported"},
    }
    bad = figures["secrets found"] or figures["canaries"] or figures["left behind"] or unexpected
    figures["passed"] = not bad and status == 1 and max(watched.peaks.values()) < MOST_BYTES
    return figures


def _ingest(folder: Path, data: Path, watched: Watched) -> tuple[dict[str, Any], int]:
    command = [str(Path(sys.executable).with_name("rag")), "ingest", str(folder), "--json", "--data", str(data)]
    done = threading.Event()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, env={**os.environ, "NO_COLOR": "1"})

        def watch() -> None:
            while not done.wait(SAMPLE_SECONDS):
                watched.sample(process.pid)

        sampler = threading.Thread(target=watch)
        sampler.start()
        status = process.wait()
        done.set()
        sampler.join()
        output.seek(0)
        return json.loads(output.read() or b"{}"), status


def _outcomes(made: HostileFolder, data: Path, report: dict[str, Any]) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """What became of each case, with the reason given; and the documents that hold the secret."""
    settings = Settings(data=data)
    reasons = {problem["uri"]: problem["reason"] for problem in [*report["failures"], *report["skips"]]}
    with open_catalog(settings) as catalog:
        stored = {uri for _, uri in catalog.shelf("default").listing.uris("file://")}
    with open_service(settings) as service:

        def found(codeword: str) -> list[str]:
            return [hit.uri for hit in service.search(question(codeword), 10) if codeword in hit.text]

        def outcome(case: Case) -> tuple[str, str]:
            uri = file_uri(made.folder / case.path)
            if uri in reasons:
                return "reported" if reasons[uri] else "lost", reasons[uri]
            return "found" if uri in found(case.codeword) else "stored" if uri in stored else "lost", ""

        return {case.path: outcome(case) for case in made.cases}, found(SECRET)


def _is_expected(case: Case, outcome: str) -> bool:
    allowed = {"either": {"found", "reported"}, "bounded": {"found", "stored", "reported"}}
    return outcome in allowed.get(case.expect, {case.expect})


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{path:40.40} {reason}" for path, reason in figures["reasons"].items()]
    lines += [f"{name}: {value}" for name, value in figures.items() if name != "reasons"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
