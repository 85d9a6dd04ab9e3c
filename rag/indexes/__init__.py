"""Index engines: each builds a base in a directory and opens it read-only."""

GRAPH_ABOVE = 30_000
"""Points up to which a dense search compares all vectors: exact, and at most some five milliseconds."""
