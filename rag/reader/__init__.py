"""The reader: a small transformer that says of passages how relevant they are, whether they answer, and where."""

from rag.reader.open import open_reader

__all__ = ["open_reader"]
