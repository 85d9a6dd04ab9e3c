"""Index engines: each builds a base in a directory and opens it read-only."""
