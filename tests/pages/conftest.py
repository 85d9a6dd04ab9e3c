"""A real server with the sample documents and a real Chromium that accepts no error and no foreign request."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.routes.page import PAGES
from rag.embedders import open_embedder
from rag.settings import Settings
from tests.api.live_server import LiveServer
from tests.pages.browser_watch import WIDE, Watch

ROOT = Path(__file__).parents[2]
PATIENCE = 60_000
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def embedder():
    return open_embedder(Settings())


@pytest.fixture(scope="module", autouse=True)
def _share_embedder(embedder):
    """Loading the model costs a second; every server of these tests uses one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.compose.make_embedder", lambda settings: embedder)
        patch.setattr("rag.embedding.open_embedder", lambda settings: embedder)
        yield


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A server with the sample documents in its default collection, for tests that change nothing."""
    samples = sorted((ROOT / "ingest" / "samples" / "documents").iterdir())
    with LiveServer(Settings(data=tmp_path_factory.mktemp("pages"))) as server:
        reply = server.upload(*((path.name, path.read_bytes()) for path in samples))
        for document in reply.json()["documents"]:
            assert server.settled(document["id"])["state"] == "ready"
        yield server


@pytest.fixture
def watched():
    """What the pages of a test have done wrong so far, a watch for each."""
    return []


@pytest.fixture
def serve(tmp_path, watched):
    """Starts an empty server of the test's own: ``with serve(max_upload_megabytes=1) as server``.

    Its pages close before it stops, so that none asks a server that is gone.
    """

    @contextmanager
    def started(**changes):
        with LiveServer(Settings(data=tmp_path / "data", **changes)) as server:
            yield server
            for watch in watched:
                watch.context.close()

    return started


@pytest.fixture(scope="module")
def chromium():
    """The browser; tests skip where there is none, or where the pages are not built.

    Not for longer than a module: its driver keeps an event loop running, which other tests have no use for.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the system's chromium package")
    if not (ROOT / "api" / "pages" / "index.html").exists():
        pytest.skip("the pages are not built: make pages")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, watched):
    """Opens addresses of a server in a fresh profile: ``page = open_page(served, "/map", dark=True)``.

    The test fails when a page logs an error, breaks its security policy, or asks another origin for anything;
    refusals that a test provokes are named in ``allowed``: parts of messages.
    """

    def opened(server, path="/", *, viewport=WIDE, dark=False, allowed=()):
        scheme = "dark" if dark else "light"
        context = chromium.new_context(viewport=viewport, color_scheme=scheme, accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        watch = Watch(context, server.port, allowed)
        watched.append(watch)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.port}{path}")
        return page

    yield opened
    for watch in watched:
        watch.context.close()
    assert [trouble for watch in watched for trouble in watch.troubles] == []


@pytest.fixture(params=PAGES)
def page_path(request):
    """Every page, one after the other."""
    return request.param
