"""Every visible evaluation set, ingested into a data folder of its own and asked in full.

``python -m bench.visible_sets [--set NAME ...] [--limit N] [--out FILE]``. A module per set turns its files into a
folder of documents and questions with gold; nothing of a set is kept.
"""
