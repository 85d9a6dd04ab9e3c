"""The hostile folder, small, read as an ingestion reads it: in the sandbox, up to the chunks.

``python -m bench.hostile`` does the same in full size through the command line.
"""

from pathlib import Path

import pytest

from ingest.reading import TASK
from ingest.sandbox import Sandbox
from ingest.sources import SkippedSource, Source, file_uri, find
from rag.errors import RagError, ReaderStopped
from rag.settings import Settings
from tests.hostile.make_files import SECRET, make

SCALE = 0.005
SECONDS = 100
"""None takes over four on an idle machine; what never ends takes any number."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("hostile"), SCALE)


@pytest.fixture(scope="module")
def outcomes(made):
    """What became of each uri: a reply, or the error that names why not."""
    found = list(find([str(made.folder)], Settings(), Path("unused")))
    sources = [source for source in found if isinstance(source, Source)]
    jobs = ((s.uri, {"path": str(s.path), "name": s.name, "limit": s.limit}) for s in sources)
    with Sandbox(TASK, workers=2, seconds=SECONDS, megabytes=1000) as sandbox:
        outcomes = dict(sandbox.run(jobs))
    return outcomes | {skip.uri: skip.reason for skip in found if isinstance(skip, SkippedSource)}


def became(case, outcome):
    if isinstance(outcome, RagError):
        return "reported"
    assert outcome["chunks"], case.path
    return "found" if case.codeword in outcome["document"]["text"] else "stored"


def test_each_file_is_read_or_named_as_expected(made, outcomes):
    allowed = {"either": {"found", "reported"}, "bounded": {"found", "stored", "reported"}}
    surprises = {}
    for case in made.cases:
        outcome = outcomes[file_uri(made.folder / case.path)]
        if became(case, outcome) not in allowed.get(case.expect, {case.expect}):
            surprises[case.path] = (case.expect, str(outcome)[:200])
    assert surprises == {}
    assert sum(case.good for case in made.cases) == 10
    assert sum(not case.good for case in made.cases) > 40


def test_no_file_of_this_size_runs_into_its_time(outcomes):
    late = {uri: str(o) for uri, o in outcomes.items() if isinstance(o, ReaderStopped) and "within" in o.cause}
    assert late == {}


def test_every_reason_is_one_printable_line_without_the_folders_path(made, outcomes):
    for outcome in outcomes.values():
        if isinstance(outcome, RagError):
            assert str(outcome).isprintable(), str(outcome)
            assert str(made.folder) not in str(outcome)


def test_nothing_outside_the_folder_is_read_or_written(made, outcomes):
    texts = [outcome["document"]["text"] for outcome in outcomes.values() if not isinstance(outcome, RagError)]
    assert not any(SECRET in text or "boomboom" in text for text in texts)
    assert not any(canary.exists() for canary in made.canaries)
