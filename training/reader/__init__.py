"""How the reader is made: data prepared, trained, exported, measured; each a command (``python -m training.reader.X``)."""
