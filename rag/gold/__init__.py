"""Gold from a collection's own documents, for measuring and calibrating without labels.

``make_gold`` asks by rules, checks and chooses; ``gold_lines`` writes; ``Lookup`` is the search that it checks with.
"""

from rag.gold.lookup import Lookup
from rag.gold.made import Made
from rag.gold.make import MadeGold, make_gold
from rag.gold.write import gold_lines

__all__ = ["Lookup", "Made", "MadeGold", "gold_lines", "make_gold"]
