"""Vectors and lexical weights as the bytes that the catalog stores."""

from __future__ import annotations

import hashlib

import numpy as np

from rag.types import FloatVector, SparseVector

_TERM_BYTES = 4 + 2


def embedded_text(context: str, passage: str) -> str:
    """What is embedded and indexed of a chunk: its context, then its text."""
    return f"{context}\n{passage}" if context else passage


def text_hash(embedded: str) -> bytes:
    """16 bytes that stand for an embedded text; equal texts share a vector."""
    return hashlib.blake2b(embedded.encode(), digest_size=16).digest()


def pack_vector(vector: FloatVector) -> bytes:
    """The float16 bytes of one vector [dimension]."""
    return vector.astype(np.float16).tobytes()


def unpack_vector(blob: bytes) -> FloatVector:
    """One float32 vector [dimension] from its float16 bytes."""
    return np.frombuffer(blob, dtype=np.float16).astype(np.float32)


def unpack_vectors(blobs: list[bytes], dimension: int) -> FloatVector:
    """Float32 rows [len(blobs), dimension] from their float16 bytes."""
    return np.frombuffer(b"".join(blobs), dtype=np.float16).astype(np.float32).reshape(len(blobs), dimension)


def pack_terms(terms: SparseVector) -> bytes:
    """All terms as 32 bits each, then all weights as float16."""
    return terms.terms.astype("<u4").tobytes() + terms.weights.astype("<f2").tobytes()


def unpack_terms(blob: bytes) -> SparseVector:
    """Terms and weights from the bytes of ``pack_terms``."""
    count = len(blob) // _TERM_BYTES
    terms = np.frombuffer(blob, dtype="<u4", count=count)
    weights = np.frombuffer(blob, dtype="<f2", count=count, offset=4 * count)
    return SparseVector(terms.astype(np.uint32), weights.astype(np.float32))
