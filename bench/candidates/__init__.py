"""Where retrieval loses: how much of the gold stands among the first candidates of each ranking.

``python -m bench.candidates [--set NAME ...] [--limit N] [--pool N] [--data FOLDER]``. What is not among the
candidates no reader can find; what stands far down is found only by one that reads far down. The tables are in
docs/retrieval_losses.md.
"""
