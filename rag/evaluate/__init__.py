"""Measuring answers and retrieval against a gold file.

``read_gold`` reads the questions, ``evaluate`` asks them and sums up, ``compare`` pairs two runs; ``to_json``,
``read_rows``, ``table`` and ``comparison_table`` write and show what came of it.
"""

from rag.evaluate.compare import Comparison, compare
from rag.evaluate.gold import GoldQuestion, read_gold
from rag.evaluate.record import comparison_to_json, read_rows, to_json
from rag.evaluate.report import comparison_table, table
from rag.evaluate.run import SEARCH_DEPTH, Evaluation, evaluate, summarize

__all__ = [
    "SEARCH_DEPTH",
    "Comparison",
    "Evaluation",
    "GoldQuestion",
    "compare",
    "comparison_table",
    "comparison_to_json",
    "evaluate",
    "read_gold",
    "read_rows",
    "summarize",
    "table",
    "to_json",
]
