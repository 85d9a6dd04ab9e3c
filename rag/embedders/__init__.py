"""Texts to unit vectors, and the tokenizer that counts them."""

from rag.embedders.open import open_embedder, open_tokenizer

__all__ = ["open_embedder", "open_tokenizer"]
