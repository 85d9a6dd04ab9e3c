"""What the middle floors expect of the adapters below them: one Protocol per exchangeable part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from rag.readings import Readable, Reading
from rag.types import Document, FloatVector, Hit, Message, Points, Proposal, Question, Ranked, Sampling, SparseVector


class Tokenizer(Protocol):
    """The embedder's own tokenizer, cheap to load without the model."""

    @property
    def max_tokens(self) -> int:
        """How many tokens the embedder reads, the special ones ([CLS], [SEP]) included."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Code-point offsets of each token of ``text``, special tokens left out, never truncated."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Token counts, special tokens included, never truncated."""


class Embedder(Protocol):
    """Texts to unit vectors."""

    @property
    def identity(self) -> str:
        """Names weights, engine and precision: vectors of equal identity may be compared and reused."""

    @property
    def dimension(self) -> int: ...

    @property
    def tokenizer(self) -> Tokenizer: ...

    def embed(self, texts: Sequence[str]) -> FloatVector:
        """Unit vectors [len(texts), dimension] in the order of ``texts``; safe to call from several threads."""

    def embed_stream(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[list[int], FloatVector]]:
        """Embed a stream of (key, text), overlapping tokenization and inference.

        Yields batches of keys with their vectors, in any order; memory stays bounded whatever the length.
        """


class LexicalEncoder(Protocol):
    """Texts to weighted terms, so that a dot product with IDF-weighted query terms is BM25."""

    def document(self, text: str, language: str | None) -> SparseVector: ...

    def query(self, text: str, languages: Sequence[str]) -> SparseVector:
        """Each distinct term once with weight 1.0, stemmed in the way of every language given."""


class SearchIndex(Protocol):
    """An opened, read-only base; safe to call from several threads."""

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k nearest chunks by cosine, among the given document numbers (None: all)."""

    def lexical(self, query: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k chunks of highest dot product above zero, among the given document numbers (None: all)."""

    def points(self) -> Iterator[Points]:
        """All that it holds, in batches and any order: to be compared with the catalog."""

    def __len__(self) -> int: ...

    def close(self) -> None: ...


class IndexEngine(Protocol):
    """Builds a base in a directory, once, and opens it read-only any number of times."""

    @property
    def name(self) -> str: ...

    def build(self, directory: Path, dimension: int, batches: Iterable[Points]) -> None:
        """Write a complete base into an empty directory and flush it to disk.

        Vectors are of float16 precision, as the catalog stores them; scores are those of these vectors.
        """

    def open(self, directory: Path) -> SearchIndex:
        """Open a built base; IndexDamaged when it is not whole, Unreachable when its server is away."""

    def publish(self, directory: Path, name: str) -> None:
        """Tell whoever finds bases by name, where there is anybody, that this is the one of that name now."""


class Generator(Protocol):
    """Turns a question and the passages found for it into a proposed answer."""

    def propose(self, question: Question, hits: Sequence[Hit]) -> Proposal:
        """The sentences that answer best, with the spans they rest on; none when nothing fits."""


class LanguageModel(Protocol):
    """A model that writes: messages in, text out. What it says is never trusted; grounding stands above it."""

    @property
    def name(self) -> str:
        """What it is called in replies and logs, without secrets."""

    @property
    def window(self) -> int:
        """Tokens of prompt and reply together that it can take."""

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt that these messages make; estimated high where its tokenizer is elsewhere."""

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Iterator[str]:
        """The reply, piece by piece as it is made; safe to call from several threads.

        It asks ``rag.wanted`` between pieces; closing the iterator stops the computation within a second. Raises
        GenerationFailed, GenerationTimeout, or Busy when too many replies wait already.
        """


@runtime_checkable
class Estimating(Protocol):
    """A language model that also tells how likely a text is to it."""

    def perplexity(self, messages: Sequence[Message], reply: str) -> float | None:
        """How unlikely it finds a reply to these messages, 1 or more; None where it cannot tell.

        The exponential of the mean negative log-likelihood of the reply's tokens. Raises what ``stream`` raises.
        """


class PassageReader(Protocol):
    """A transformer that reads a question together with passages; it can only point at what stands there."""

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading for each passage, in their order, read in one batch; safe to call from several threads.

        A passage too long for the model is read in overlapping windows.
        """

    def support(self, statements: Sequence[tuple[str, Readable]]) -> FloatVector:
        """For each (statement, passage) the probability that the passage supports the statement [n]."""


class JointReader(PassageReader, Protocol):
    """A reader that reads for several questions at once."""

    def read_all(self, asked: Sequence[tuple[str, Sequence[Readable]]]) -> list[list[Reading]]:
        """``read`` for each question with its passages, in their order, computed together."""


class Reader(Protocol):
    """Turns the bytes of one kind of file into a Document."""

    @property
    def media_types(self) -> tuple[str, ...]: ...

    def read(self, data: bytes, name: str) -> Document:
        """Read ``data``; ``name`` is the file's name, a hint only. Raises ReadError with cause and remedy."""
