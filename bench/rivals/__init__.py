"""The pipelines people would otherwise write, and ours, each behind one small contract (see ``contract``)."""
