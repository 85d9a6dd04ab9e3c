"""Gold for measuring and calibrating without labels: from a collection's own documents, and from feedback.

``make_gold`` asks by rules, checks and chooses; ``gold_of_feedback`` takes what people judged; ``numbered`` and
``gold_lines`` write; ``Lookup`` is the search that both check with.
"""

from rag.gold.feedback import FeedbackGold, gold_of_feedback
from rag.gold.lookup import Lookup
from rag.gold.made import Made
from rag.gold.make import MadeGold, make_gold
from rag.gold.write import gold_lines, numbered

__all__ = ["FeedbackGold", "Lookup", "Made", "MadeGold", "gold_lines", "gold_of_feedback", "make_gold", "numbered"]
