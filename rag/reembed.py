"""Embeds what a collection holds for another model; what is paid for is kept, so an interrupted run goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from rag.catalog.catalog import Shelf
from rag.catalog.spaces import Space
from rag.catalog.unpaid import live_texts, paid_up_to, pay, share
from rag.errors import InvalidRequest
from rag.protocols import Embedder, Tokenizer
from rag.types import FloatVector

_AT_ONCE = 256
"""Vectors that are stored in one transaction: what an interruption costs at most, beside what is being computed."""
_COUNTED = 1000

Tell = Callable[[str, int, int], object]
"""Told a stage, how much of it is done, and of how much."""


def fill(shelf: Shelf, space: Space, embedder_id: int, opened: Callable[[], Embedder], tell: Tell) -> int:
    """Embed every live text that a space has no vector of; returns the sequence number up to which all have one.

    The embedder is opened only when there is such a text.
    """
    while (reached := paid_up_to(shelf.database, shelf.collection, space)) is None:
        _fill_once(shelf, space, embedder_id, opened(), tell)
    return reached


def check_lengths(shelf: Shelf, tokenizer: Tokenizer, tell: Tell, *, truncate: bool) -> int:
    """How many texts are longer than a model reads; InvalidRequest when there are any, unless they may be cut."""
    with shelf.database.reading() as connection:
        texts = share(connection, shelf.collection, Space("")).texts
    done = over = longest = 0
    every = (text for _, text in live_texts(shelf.database, shelf.collection))
    while some := list(islice(every, _COUNTED)):
        counts = tokenizer.count(some)
        over += sum(count > tokenizer.max_tokens for count in counts)
        longest = max(longest, *counts)
        done += len(some)
        tell("counting", done, max(done, texts))
    if over and not truncate:
        raise InvalidRequest(
            f"the model reads {tokenizer.max_tokens} tokens, and {over} of {done} chunks have more, up to {longest}: "
            "it would not see how they end",
            "choose another model; or ingest again with a lower RAG_CHUNK_TOKENS; or accept it with --truncate",
        )
    return over


def _fill_once(shelf: Shelf, space: Space, embedder_id: int, embedder: Embedder, tell: Tell) -> None:
    with shelf.database.reading() as connection:
        before = share(connection, shelf.collection, space)
    hashes: dict[int, bytes] = {}
    ready: dict[bytes, FloatVector] = {}
    done = before.paid

    def texts() -> Iterator[tuple[int, str]]:
        for key, (digest, text) in enumerate(live_texts(shelf.database, shelf.collection, space)):
            hashes[key] = digest
            yield key, text

    def store() -> None:
        pay(shelf.database, embedder_id, ready)
        ready.clear()
        tell("embedding", done, max(done, before.texts))

    for keys, vectors in embedder.embed_stream(texts()):
        ready |= {hashes.pop(key): vector for key, vector in zip(keys, vectors, strict=True)}
        done += len(keys)
        if len(ready) >= _AT_ONCE:
            store()
    store()
