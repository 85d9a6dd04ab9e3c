"""How well a written sentence is held to its sources; ``python -m bench.support``."""
