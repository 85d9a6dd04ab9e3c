"""Build, disk, memory, recall and latency of the engines at 100,000 and a million chunks: ``python -m bench.scale``."""
