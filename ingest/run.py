"""An ingestion from what a caller names to its report: of files, folders and URLs, or of texts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from ingest.pipeline import Pipeline, Progress, Read, prune
from ingest.recipe import still_holds
from ingest.report import Change, Report
from ingest.sources import Found, file_uri, find
from ingest.texts import TextSource, read_texts
from rag.build import is_damaged, settle
from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.records import Visit
from rag.embedding import Embedders
from rag.protocols import Embedder
from rag.settings import Settings

_TEXTS_AT_ONCE = 1000


class Quiet:
    """Progress that nobody looks at."""

    def found(self, sources: int) -> None:
        """Nobody looks."""

    def finished(self, sources: int, chunks: int) -> None:
        """Nobody looks."""


class Ingestion:
    """Ingests into one collection; when a call returns, what was stored can be found.

    With ``wait`` that includes the next index base, should it be due.
    """

    def __init__(
        self, settings: Settings, catalog: Catalog, collection: str, embedders: Embedders, *, wait: bool = True
    ) -> None:
        self._settings = settings
        self._catalog = catalog
        self._collection = collection
        self._embedders = embedders
        self._wait = wait
        self._embedder: Embedder | None = None

    @cached_property
    def _shelf(self) -> Shelf:
        """Opened once it is sure that there is something to ingest: this makes a collection that is new."""
        return self._catalog.open_shelf(self._collection)

    def sources(self, arguments: Sequence[str], progress: Progress, *, forget: bool = False) -> Report:
        """Files, folders, patterns and URLs; ``forget`` deletes the documents that have left the given folders.

        Raises InvalidRequest when an argument names nothing.
        """
        with tempfile.TemporaryDirectory(prefix="rag-") as downloads:
            found = list(find(arguments, self._settings, Path(downloads)))
            folders = [file_uri(Path(argument)) for argument in arguments if forget and Path(argument).is_dir()]
            report = self._stored(arguments, found, progress, folders, found)
        self._settle()
        return report

    def some(
        self,
        names: Sequence[str],
        some: Sequence[Found],
        progress: Progress,
        *,
        folders: Sequence[str] = (),
        present: Sequence[Found] = (),
    ) -> Report:
        """Sources that the caller has found; ``names`` is what the journal calls them.

        The documents below these ``folders`` (uris) that are not among what is ``present`` are deleted.
        """
        report = self._stored(names, some, progress, folders, present)
        self._settle()
        return report

    def known(self) -> dict[str, tuple[str, str]]:
        """uri -> (content hash, recipe) of every live document."""
        return self._shelf.documents.known()

    def last_visit(self, uri: str) -> Visit | None:
        """What a crawl kept of a page; None where it would be read anew today, and is to be fetched whole."""
        found = self._shelf.visits.last(uri)
        if found is None:
            return None
        visit, recipe = found
        return visit if still_holds(recipe, self._settings) else None

    def keep_visits(self, visits: Sequence[Visit]) -> None:
        """Keep what a crawl was told of pages, as far as they are stored."""
        self._shelf.visits.keep(visits)

    def texts(self, name: str, texts: Iterable[TextSource], progress: Progress) -> Report:
        """Texts, taken a thousand at a time from what may be endless; ``name`` is what the journal calls them."""
        run = self._shelf.journal.begin_run([name])
        report = Report()
        tokenizer = self._embedders.of(self._collection).tokenizer
        split = partial(read_texts, tokenizer=tokenizer, chunk_tokens=self._settings.chunk_tokens)
        coming = iter(texts)
        while some := list(islice(coming, _TEXTS_AT_ONCE)):
            report.add(self._pipeline(split).run(some, progress))
        self._shelf.journal.end_run(run, report.as_json())
        self._settle()
        return report

    def _stored(
        self,
        names: Sequence[str],
        found: Sequence[Found],
        progress: Progress,
        folders: Sequence[str],
        present: Sequence[Found],
    ) -> Report:
        run = self._shelf.journal.begin_run(names)
        report = self._pipeline().run(found, progress)
        if folders:
            report.changes += [Change("removed", uri) for uri in prune(self._shelf, folders, present)]
        self._shelf.journal.end_run(run, report.as_json())
        return report

    def _pipeline(self, read: Read | None = None) -> Pipeline:
        growth = partial(_settle, self._shelf, self._settings)
        opened = partial(self._embedders.of, self._collection)
        # Held, so that the next call does not load it again.
        self._embedder = embedder = opened()
        settings = self._embedders.settings_of(self._collection)
        parts = self._catalog, self._shelf, embedder, settings
        return Pipeline(*parts, on_growth=growth, read=read, reopened=opened)

    def _settle(self) -> None:
        if self._wait:
            _settle(self._shelf, self._settings)


def _settle(shelf: Shelf, settings: Settings) -> None:
    settle(shelf, settings, damaged=is_damaged(shelf, settings))
