"""A collection kept in step with a folder, turn by turn, with an embedder that costs nothing."""

from __future__ import annotations

import time
from contextlib import nullcontext
from pathlib import Path

from ingest.run import Ingestion, Quiet
from ingest.watch.watcher import Watcher
from tests.live import house as houses
from tests.live.house import TinyEmbedder, vector_of

SETTLE = 0.12


def open_house(folder: Path):
    folder.mkdir(parents=True)
    return houses.open_house(folder)


class StreamingEmbedder(TinyEmbedder):
    def embed_stream(self, texts):
        for key, text in texts:
            yield [key], vector_of(text)[None]


class OneEmbedder:
    """What chooses embedders, where there is only one."""

    def __init__(self, settings) -> None:
        self._settings = settings
        self._embedder = StreamingEmbedder()

    def of(self, collection):
        return self._embedder

    def settings_of(self, collection):
        return self._settings


class Told:
    def __init__(self) -> None:
        self.reports, self.moving, self.waited, self.resumptions = [], [], [], 0

    def passed(self, report, moving) -> None:
        self.reports.append(report)
        self.moving.append(list(moving))

    def waits(self, error) -> None:
        self.waited.append(str(error))

    def resumed(self) -> None:
        self.resumptions += 1


class Watched:
    """A house whose collection is kept in step with a folder."""

    def __init__(self, house, folder: Path, **options) -> None:
        self.house, self.folder, self.told = house, folder, Told()
        self.ingestion = Ingestion(house.settings, house.catalog, "default", OneEmbedder(house.settings))
        parts = folder, house.settings, self.ingestion, self.told, lambda: nullcontext(Quiet())
        self.watcher = Watcher(*parts, settle=SETTLE, **options)

    def turn(self):
        return self.watcher.turn()

    def until_at_rest(self) -> list:
        """Turn until nothing is left to wait for; the reports of the passes that were made."""
        before = len(self.told.reports)
        for _ in range(50):
            seconds, listen = self.turn()
            if listen:
                return self.told.reports[before:]
            time.sleep(min(seconds, 1))
        raise AssertionError("it does not come to rest")

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def listed(self) -> dict[str, tuple]:
        rows = self.house.shelf.listing.page(1000)[0]
        return {row.uri: (row.id, row.state, row.title, row.chunks, row.characters, row.reason) for row in rows}

    def version(self, name: str) -> int:
        (row,) = [row for row in self.house.shelf.listing.page(1000)[0] if row.uri.endswith(f"/{name}")]
        return row.version
