"""How the tokenizer of an embedder cuts a text."""

from __future__ import annotations

from rag.errors import InvalidRequest
from rag.inside import Piece, PieceTokenizer
from rag.protocols import Tokenizer


def pieces_of(tokenizer: Tokenizer, text: str) -> list[Piece]:
    """Every token of a text in order. InvalidRequest where the tokenizer does not show them."""
    if not isinstance(tokenizer, PieceTokenizer):
        raise InvalidRequest("the tokenizer of this model does not show its pieces", "choose another model")
    return tokenizer.pieces(text)
