"""Does the steps of a workload on a data folder and writes down what it acknowledges, before and after each."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from api.uploads import UploadFolder
from bench.faults.steps import Step
from rag.build import build_in_child, tidy
from rag.errors import NotFound, RagError
from rag.live import LiveIndex
from rag.removal import remove
from tests.live.house import House, vector_of
from tests.live.oracle import check_view

QUESTIONS = ("amber cedar", "pearl", "onyx")
K = 10


class Workload:
    """A house that lives through faults; ``log`` lies where no fault reaches."""

    def __init__(self, data: Path, engine: str, log: Path) -> None:
        self._data = data
        self._engine = engine
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._house: House | None = None
        self._index: LiveIndex | None = None
        self._live: dict[str, tuple[str, ...]] = {}
        self._sure = True

    def run(self, todo: list[Step]) -> None:
        for number, step in enumerate(todo):
            self._say("begin", number)
            answers = step.kind == "search" and self._index is not None
            try:
                self._do(step)
            except NotFound:
                # What a failed step did not store is not there to be deleted.
                self._say("done" if step.kind == "delete" else "wrong", number)
            except RagError as error:
                self._sure = False
                # Whoever has an index open goes on answering, whatever the disk does.
                self._say("wrong" if answers else "failed", number, f"{type(error).__name__}: {error}")
            except BaseException as error:
                self._sure = False
                self._say("wrong", number, f"{type(error).__name__}: {error}")
            else:
                self._say("done", number)
        self._say("end", len(todo))

    def _do(self, step: Step) -> None:
        house = self._opened()
        match step.kind:
            case "put":
                house.put(step.uri, *step.passages)
            case "delete":
                house.live.pop(step.uri, None)
                remove(house.shelf, self._data, step.uri)
            case "build":
                house.build()
            case "build in a child":
                build_in_child(house.settings, "default")
            case "tidy":
                tidy(house.shelf, house.settings)
            case "search":
                self._search(house)
            case "upload":
                self._upload(step)
            case "reopen":
                self._close()
                self._opened()

    def _opened(self) -> House:
        if self._house is None:
            self._house = House(self._data, self._engine, keep_replaced_days=0)
            self._house.live = self._live
        return self._house

    def _close(self) -> None:
        house, self._house, self._index = self._house, None, None
        if house is not None:
            house.close()

    def _search(self, house: House) -> None:
        if self._index is None:
            self._index = house.index()
        view = self._index.catch_up()
        for question in QUESTIONS:
            view.dense(vector_of(question), K)
        if self._sure:
            check_view(view, house.live, house.names(), QUESTIONS, K)

    def _upload(self, step: Step) -> None:
        upload = UploadFolder(self._data / "uploads").begin(step.uri)
        try:
            upload.write(" ".join(step.passages).encode())
            upload.complete("default")
            upload.publish()
        except RagError:
            with suppress(RagError):
                upload.abandon()
            raise

    def _say(self, what: str, number: int, more: str = "") -> None:
        os.write(self._log, json.dumps([what, number, more]).encode() + b"\n")
