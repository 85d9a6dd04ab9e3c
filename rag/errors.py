"""Every error of the house, each with a cause and a remedy.

::

    RagError                     something a user or caller can act on
    ├── InvalidRequest           the call is wrong (exit 2, HTTP 422)
    ├── NotFound                 no such document, collection, version (HTTP 404)
    │   └── Purged               that version was there and is gone for good (HTTP 410)
    ├── TooLarge                 over a stated limit (HTTP 413)
    ├── SourceError              a path or URL that cannot be fetched
    │   ├── RefusedAddress       a URL that leads to a private or odd address (HTTP 400)
    │   ├── NoConnection         a web server that cannot be spoken to: its name, its port, its certificate
    │   └── BadAnswer            a web server that answers with an error
    ├── ReadError                a file that cannot be read into text
    │   ├── UnknownKind          a kind of file that no reader reads (reported as skipped)
    │   ├── EmptyExtraction      read, but (nearly) no text in it, e.g. a scan
    │   └── ReaderStopped        a reader that ran out of its time or memory, or died
    ├── ModelError               a model that cannot be loaded or whose hash is wrong
    │   └── OtherModel           vectors of one model where those of another are wanted
    ├── GenerationFailed         a language model that failed, or sent what is no reply (HTTP 502)
    │   └── GenerationTimeout    one that did not answer in its time (HTTP 504)
    ├── IndexDamaged             an index that cannot be opened; it can be rebuilt from the catalog
    ├── MissingExtra             an optional package that is not installed
    ├── StorageError             the catalog or disk refuses (HTTP 507)
    │   ├── QueueFull            what waits to be ingested takes all the room it may (HTTP 507)
    │   └── Unreachable          a server that holds catalog or index does not answer (HTTP 503)
    └── Busy                     full queues or a held lease; try again (HTTP 503)
"""

from __future__ import annotations


class RagError(Exception):
    """Base of all errors that name their cause and remedy.

    ``str(error)`` is ``cause`` and, where there is one, ``remedy`` in one line.
    """

    code = "error"
    status = 500

    def __init__(self, cause: str, remedy: str = "") -> None:
        self.cause = cause
        self.remedy = remedy
        super().__init__(f"{cause}. {remedy}" if remedy else cause)


class InvalidRequest(RagError):
    """The call itself is wrong."""

    code = "invalid_request"
    status = 422


class NotFound(RagError):
    """There is no such document, version or collection."""

    code = "not_found"
    status = 404


class Purged(NotFound):
    """That version existed; its text has been purged."""

    code = "purged"
    status = 410


class TooLarge(RagError):
    """Over a stated limit."""

    code = "too_large"
    status = 413


class SourceError(RagError):
    """A path or URL that cannot be fetched."""

    code = "source_error"
    status = 400


class RefusedAddress(SourceError):
    """A URL that leads to a private, local or oddly spelled address."""

    code = "refused_address"


class NoConnection(SourceError):
    """A web server that cannot be spoken to."""


class BadAnswer(SourceError):
    """A web server answers, but not with the page; ``answered`` is the status that it gave."""

    def __init__(self, host: str, answered: int) -> None:
        self.answered = answered
        super().__init__(f"{host} answers with status {answered}", "Check the address")


class ReadError(RagError):
    """A file that cannot be read into text."""

    code = "read_error"
    status = 422


class UnknownKind(ReadError):
    """No reader reads this kind of file."""

    code = "unknown_kind"


class EmptyExtraction(ReadError):
    """The file was read but holds (nearly) no text."""

    code = "empty_extraction"


class ReaderStopped(ReadError):
    """The reader ran out of time or memory, or died."""

    code = "reader_stopped"


class ModelError(RagError):
    """A model cannot be loaded, or is not the one it claims to be."""

    code = "model_error"


class OtherModel(ModelError):
    """Vectors of one model where a collection holds those of another."""


class GenerationFailed(RagError):
    """A language model failed, is out of reach, or sent what is no reply."""

    code = "generation_failed"
    status = 502


class GenerationTimeout(GenerationFailed):
    """A language model did not answer in the time it is given."""

    code = "generation_timeout"
    status = 504


class IndexDamaged(RagError):
    """An index on disk cannot be opened; rebuilding from the catalog repairs it."""

    code = "index_damaged"
    status = 503


class MissingExtra(RagError):
    """An optional package is not installed."""

    code = "missing_extra"
    status = 501

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed", f"pip install 'sourcebound[{extra}]'")


class StorageError(RagError):
    """The catalog or the disk under it refuses to write or read."""

    code = "storage_error"
    status = 507


class QueueFull(StorageError):
    """What waits to be ingested takes all the room that it may; there will be some again."""

    code = "queue_full"


class Unreachable(StorageError):
    """A server that holds the catalog or the index does not answer."""

    code = "unreachable"
    status = 503


class Busy(RagError):
    """Too much at once, or somebody else holds the lease."""

    code = "busy"
    status = 503
