"""Index engines: each builds a base in a directory and opens it read-only."""

LISTS_ABOVE = 60_000
"""Points above which FAISS sorts vectors into lists: a graph of so many takes too long to build (docs/scale.md)."""

GRAPH_ABOVE = 30_000
"""Points up to which a dense search compares all vectors: exact, and at most some five milliseconds."""
