"""Nearness made visible: texts compared, a comparison explained, arithmetic on meanings."""

from rag.explore.explorer import Explorer
from rag.explore.nearness import similarity

__all__ = ["Explorer", "similarity"]
