"""A Qdrant server or cluster: each base is a collection there, and a folder here that names it."""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import IndexDamaged, NotFound, StorageError
from rag.indexes import manifest
from rag.indexes.qdrant_calls import WAITS, Calls, Server, connect
from rag.indexes.qdrant_index import QdrantIndex
from rag.indexes.qdrant_points import DENSE, DOCUMENT, LEXICAL
from rag.settings import Quantization
from rag.types import Points

if TYPE_CHECKING:
    from qdrant_client import QdrantClient
    from qdrant_client.models import PointStruct

_RESERVED = "collection.json"
_UPSERT = 500
_UPLOADS = 4
_GRAPH_ABOVE_KILOBYTES = 10_000
_CALM = 3


class QdrantEngine:
    """Builds and opens collections on a server.

    The folder of a base is written before its collection is made, so whatever becomes of a build, what it left on
    the server is known here and ``remove`` clears it away. Points carry the chunks' ids: sending them twice is once.
    """

    def __init__(
        self,
        server: Server,
        quantization: Quantization = "none",
        client: Callable[[Server], QdrantClient] = connect,
        waits: tuple[float, ...] = WAITS,
        pause: float = 0.5,
        uploads: int = _UPLOADS,
    ) -> None:
        self._server = server
        self._quantization = quantization
        self._connect = client
        self._calls = Calls(server.url, waits)
        # Somebody waits for a search: better an error soon.
        self._searches = Calls(server.url, waits[:2])
        self._pause = pause
        self._uploads = uploads

    @property
    def name(self) -> str:
        return "qdrant"

    def build(self, directory: Path, dimension: int, batches: Iterable[Points]) -> None:
        """Make a complete collection, and the folder that names it; StorageError when that fails."""
        client = self._client()
        try:
            collection = self._reserve(directory)
            self._create(client, collection, dimension)
            count = self._upload(client, collection, batches)
            self._index(client, collection)
            if self._count(client, collection) != count:
                raise StorageError(f"the index in {directory} cannot be built: chunk ids repeat")
        finally:
            client.close()
        facts = {"engine": self.name, "dimension": dimension, "points": count, "collection": collection}
        manifest.write(directory, facts)

    def open(self, directory: Path) -> QdrantIndex:
        """Open the collection that a folder names; IndexDamaged when it is gone, not whole or another one."""
        facts = manifest.read(directory, self.name)
        client, collection = self._client(), str(facts["collection"])
        try:
            found = self._calls.make(client.get_collection, collection) if self._has(client, collection) else None
            if found is None:
                raise IndexDamaged(f"the collection {collection} is gone from the Qdrant server")
            _check(collection, found.config.params, facts["dimension"])
            points = self._count(client, collection)
            if points != facts["points"]:
                raise IndexDamaged(f"the collection {collection} holds {points} of {facts['points']} chunks")
        except BaseException:
            client.close()
            raise
        return QdrantIndex(client, self._searches, collection, points)

    def publish(self, directory: Path, name: str) -> None:
        """Let the alias of a name point to this base, in one step."""
        from qdrant_client import models

        collection = str(manifest.read(directory, self.name)["collection"])
        alias = f"{self._server.prefix}-{_plain(name)}"
        to_it = models.CreateAlias(collection_name=collection, alias_name=alias)
        client = self._client()
        try:
            known = {found.alias_name for found in self._calls.make(client.get_aliases).aliases}
            away = [models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias))]
            steps = [*(away if alias in known else []), models.CreateAliasOperation(create_alias=to_it)]
            self._calls.make(client.update_collection_aliases, change_aliases_operations=steps)
        finally:
            client.close()

    def remove(self, directory: Path) -> None:
        """Remove the collection that a folder names, finished or not; Unreachable when the server is away."""
        collection = reserved(directory)
        if collection is None:
            return
        client = self._client()
        try:
            if self._has(client, collection):
                self._calls.make(client.delete_collection, collection)
        except NotFound:
            pass
        finally:
            client.close()

    def _client(self) -> QdrantClient:
        client = self._connect(self._server)
        try:
            self._calls.check_version(client)
        except BaseException:
            client.close()
            raise
        return client

    def _reserve(self, directory: Path) -> str:
        """A name that no collection has, written down before there is one."""
        place = directory.absolute().parent
        generation = place.name.removesuffix(".unfinished")
        parts = [self._server.prefix, place.parent.name, generation, secrets.token_hex(4)]
        name = "-".join(map(_plain, parts))
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with (directory / _RESERVED).open("w", encoding="utf-8") as out:
                json.dump({"collection": name}, out)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise StorageError(f"the index in {directory} cannot be built: {error}") from error
        return name

    def _has(self, client: QdrantClient, collection: str) -> bool:
        return bool(self._calls.make(client.collection_exists, collection))

    def _count(self, client: QdrantClient, collection: str) -> int:
        return int(self._calls.make(client.count, collection, exact=True).count)

    def _create(self, client: QdrantClient, collection: str, dimension: int) -> None:
        from qdrant_client import models

        def create() -> None:
            # The reply to an earlier try may have been lost.
            if not client.collection_exists(collection):
                client.create_collection(collection, **self._layout(dimension))

        self._calls.make(create)
        self._calls.make(client.create_payload_index, collection, DOCUMENT, models.PayloadSchemaType.INTEGER)

    def _layout(self, dimension: int) -> dict[str, Any]:
        """Dense and lexical vectors; no graph is built while points come in, for it would be built again and again.

        The older words for where things lie are used, as older servers do not know the newer ones.
        """
        from qdrant_client import models

        is_small = self._quantization != "none"
        vectors = models.VectorParams(size=dimension, distance=models.Distance.DOT, on_disk=is_small or None)
        return {
            "vectors_config": {DENSE: vectors},
            "sparse_vectors_config": {LEXICAL: models.SparseVectorParams()},
            "shard_number": self._server.shards,
            "replication_factor": self._server.replicas,
            "write_consistency_factor": self._server.replicas // 2 + 1,
            "optimizers_config": models.OptimizersConfigDiff(indexing_threshold=0),
            "quantization_config": _quantized(self._quantization),
        }

    def _upload(self, client: QdrantClient, collection: str, batches: Iterable[Points]) -> int:
        """Send all points, a few batches at a time; how many there were."""
        count = 0
        with ThreadPoolExecutor(self._uploads, thread_name_prefix="upload") as pool:
            under_way: set[Future[Any]] = set()
            for points in _structs(batches):
                count += len(points)
                under_way.add(pool.submit(self._calls.make, client.upsert, collection, points, wait=True))
                if len(under_way) > self._uploads:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for upload in done:
                        upload.result()
            for upload in under_way:
                upload.result()
        return count

    def _index(self, client: QdrantClient, collection: str) -> None:
        """Have the graph built, and wait for it."""
        from qdrant_client import models

        wanted = models.OptimizersConfigDiff(indexing_threshold=_GRAPH_ABOVE_KILOBYTES)
        self._calls.make(client.update_collection, collection, optimizers_config=wanted)
        calm = 0
        # The optimizer takes a moment to begin, and looks idle until then.
        while calm < _CALM:
            time.sleep(self._pause)
            found = self._calls.make(client.get_collection, collection)
            if found.status == models.CollectionStatus.RED or found.optimizer_status != "ok":
                raise StorageError(
                    f"the Qdrant server could not index {collection}", f"It says: {found.optimizer_status}"
                )
            calm = calm + 1 if found.status == models.CollectionStatus.GREEN else 0


def reserved(directory: Path) -> str | None:
    """The collection that a folder names, finished or not; None for the base of another engine."""
    try:
        return str(json.loads((directory / _RESERVED).read_text(encoding="utf-8"))["collection"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        # Written by half: then its collection was never made.
        return None


def _structs(batches: Iterable[Points]) -> Iterator[list[PointStruct]]:
    for batch in batches:
        for start in range(0, len(batch), _UPSERT):
            yield [_struct(batch, row) for row in range(start, min(start + _UPSERT, len(batch)))]


def _struct(batch: Points, row: int) -> PointStruct:
    from qdrant_client import models

    words = batch.lexical[row]
    vectors: dict[str, Any] = {DENSE: batch.dense[row].tolist()}
    if len(words.terms):
        vectors[LEXICAL] = models.SparseVector(indices=words.terms.tolist(), values=words.weights.tolist())
    payload = {DOCUMENT: int(batch.document_numbers[row])}
    return models.PointStruct(id=int(batch.chunk_ids[row]), vector=vectors, payload=payload)


def _check(collection: str, params: Any, dimension: int) -> None:
    """IndexDamaged when a collection is not laid out as it was made."""
    dense = (params.vectors or {}).get(DENSE) if isinstance(params.vectors, dict) else None
    if dense is None or LEXICAL not in (params.sparse_vectors or {}):
        raise IndexDamaged(f"the collection {collection} does not hold what was put into it")
    if (dense.size, dense.distance) != (dimension, "Dot"):
        raise IndexDamaged(f"the collection {collection} is of dimension {dense.size} ({dense.distance})")


def _quantized(quantization: Quantization) -> Any:
    from qdrant_client import models

    if quantization == "none":
        return None
    if quantization == "4bit":
        turbo = models.TurboQuantQuantizationConfig(bits=models.TurboQuantBitSize.BITS4, always_ram=True)
        return models.TurboQuantization(turbo=turbo)
    scalar = models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.99, always_ram=True)
    return models.ScalarQuantization(scalar=scalar)


def _plain(text: str) -> str:
    """What may stand in the name of a collection."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text)[:60]
