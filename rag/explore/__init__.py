"""Nearness made visible: texts compared, a comparison taken apart, sums and differences of meanings."""

from rag.explore.arithmetic import Solution
from rag.explore.attribution import Explanation, explain
from rag.explore.explorer import Explorer
from rag.explore.nearness import similarity
from rag.explore.pieces import pieces_of

__all__ = ["Explanation", "Explorer", "Solution", "explain", "pieces_of", "similarity"]
