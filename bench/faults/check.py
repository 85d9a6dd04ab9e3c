"""Looks at a data folder after a fault: all that was promised, checked from the catalog up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from api.uploads import UploadFolder
from bench.faults.record import Content, Record
from bench.faults.workload import QUESTIONS, K
from rag.build import tidy
from rag.catalog.schema import chunks, documents, generations, versions
from rag.errors import RagError
from rag.verify import verify
from tests.live.house import House
from tests.live.oracle import check_view

_OF_DOCUMENT = documents.c.number == versions.c.document
_OF_VERSION = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)


def violations(data: Path, engine: str, record: Record) -> list[str]:
    """Every promise that does not hold: nothing, when all is well."""
    try:
        house = House(data, engine, keep_replaced_days=0)
    except RagError as error:
        return [f"the catalog does not open: {error}"]
    try:
        return [*record.wrong, *_lost(house, record), *_looked_at(house, "as it was left"), *_built_anew(house)]
    except Exception as error:
        return [*record.wrong, f"looking ended with {type(error).__name__}: {error}"]
    finally:
        house.close()


def _lost(house: House, record: Record) -> list[str]:
    """What is stored, document by document, against what may be; and the queue of uploads."""
    stored = contents(house)
    wrong = [
        f"{uri} holds {stored.get(uri)}, and may hold {sorted(map(str, allowed))}"
        for uri, allowed in record.documents.items()
        if stored.get(uri) not in allowed
    ]
    wrong += [f"nobody stored {uri}" for uri in stored.keys() - record.documents.keys()]
    house.live = {uri: passages for uri, passages in stored.items() if passages is not None}
    folder = UploadFolder(house.settings.data / "uploads")
    queued = [upload.name for upload in folder.queued()]
    wrong += [f"upload {name} is lost" for name, sure in record.uploads.items() if sure and name not in queued]
    wrong += [f"upload {name} is there twice" for name in set(queued) if queued.count(name) > 1]
    return wrong


def contents(house: House) -> dict[str, Content]:
    """uri -> passages of each live document, from its chunks; a text that they do not make up is given whole."""
    live = versions.c.replaced_at.is_(None)
    with house.shelf.database.reading() as connection:
        rows = connection.execute(select(documents.c.uri, versions).join(documents, _OF_DOCUMENT).where(live)).all()
        stored: dict[str, Content] = {}
        for row in rows:
            mine = (chunks.c.document == row.document) & (chunks.c.version == row.version)
            pieces = connection.execute(select(chunks.c.text).where(mine).order_by(chunks.c.ordinal)).scalars().all()
            stored[row.uri] = tuple(pieces) if "\n\n".join(pieces) == row.text else (f"torn: {row.text}", *pieces)
    return stored


def _looked_at(house: House, when: str) -> list[str]:
    """Index against catalog, and searches against an oracle that compares everything with everything."""
    found = verify(house.shelf, house.settings).findings
    wrong = [f"{when}: {finding.where}: {finding.what}" for finding in found]
    try:
        check_view(house.index().view, house.live, house.names(), QUESTIONS, K)
    except AssertionError as error:
        wrong.append(f"{when}: searches are not exact: {str(error)[:300]}")
    return wrong


def _built_anew(house: House) -> list[str]:
    """The next base can be built, holds the same, and nothing of killed builds is left over."""
    house.build()
    wrong = _looked_at(house, "built anew")
    tidy(house.shelf, house.settings)
    with house.shelf.database.reading() as connection:
        kept = {Path(path).name for path in connection.execute(select(generations.c.path)).scalars()}
    stray = [path.name for path in (house.settings.data / "generations" / "default").iterdir() if path.name not in kept]
    return [*wrong, *(f"left over: {name}" for name in stray)]
