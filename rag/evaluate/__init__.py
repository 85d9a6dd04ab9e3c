"""Measuring answers and retrieval against a gold file.

``read_gold`` and ``parse_gold`` read the questions, ``evaluate`` asks them and sums up, ``compare`` pairs two runs;
``to_json``, ``read_rows``, ``rows_of``, ``table`` and ``comparison_table`` write and show what came of it. ``ask_all``
only asks, and ``calibrate`` chooses an answer threshold by the replies (``forced``: by those of a stored run);
``trial_to_json``, ``trial_text`` and ``trial_svg`` show it.
"""

from rag.evaluate.calibrate import Trial, calibrate, check_gold, forced
from rag.evaluate.compare import Comparison, compare
from rag.evaluate.gold import GoldQuestion, parse_gold, read_gold
from rag.evaluate.record import (
    comparison_to_json,
    conditions_of,
    headlines,
    read_rows,
    rows_of,
    to_json,
    trial_to_json,
)
from rag.evaluate.report import comparison_table, table
from rag.evaluate.run import Conditions, Evaluation, ask_all, evaluate, summarize
from rag.evaluate.trial_svg import trial_svg
from rag.evaluate.trial_text import trial_text

__all__ = [
    "Comparison",
    "Conditions",
    "Evaluation",
    "GoldQuestion",
    "Trial",
    "ask_all",
    "calibrate",
    "check_gold",
    "compare",
    "comparison_table",
    "comparison_to_json",
    "conditions_of",
    "evaluate",
    "forced",
    "headlines",
    "parse_gold",
    "read_gold",
    "read_rows",
    "rows_of",
    "summarize",
    "table",
    "to_json",
    "trial_svg",
    "trial_text",
    "trial_to_json",
]
