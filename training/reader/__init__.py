"""How the reader is made: prepared, trained, exported, measured; each a command: ``python -m training.reader.X``."""
