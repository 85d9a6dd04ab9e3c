"""Measuring answers and retrieval against a gold file.

``read_gold`` reads the questions, ``evaluate`` asks them and sums up, ``compare`` pairs two runs; ``to_json``,
``read_rows``, ``table`` and ``comparison_table`` write and show what came of it. ``ask_all`` only asks, and
``calibrate`` chooses an answer threshold by the replies; ``trial_to_json``, ``trial_text`` and ``trial_svg`` show it.
"""

from rag.evaluate.calibrate import Trial, calibrate, check_gold
from rag.evaluate.compare import Comparison, compare
from rag.evaluate.gold import GoldQuestion, read_gold
from rag.evaluate.record import comparison_to_json, read_rows, to_json, trial_to_json
from rag.evaluate.report import comparison_table, table
from rag.evaluate.run import SEARCH_DEPTH, Evaluation, ask_all, evaluate, summarize
from rag.evaluate.trial_svg import trial_svg
from rag.evaluate.trial_text import trial_text

__all__ = [
    "SEARCH_DEPTH",
    "Comparison",
    "Evaluation",
    "GoldQuestion",
    "Trial",
    "ask_all",
    "calibrate",
    "check_gold",
    "compare",
    "comparison_table",
    "comparison_to_json",
    "evaluate",
    "read_gold",
    "read_rows",
    "summarize",
    "table",
    "to_json",
    "trial_svg",
    "trial_text",
    "trial_to_json",
]
