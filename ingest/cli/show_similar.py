"""Tokens, explained similarities and sums of meanings as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.cli.show import name_of, printable

if TYPE_CHECKING:
    from rag.explore import Explanation, Solution
    from rag.explore.attribution import Side
    from rag.inside import Piece

_BAR = 24
_MOST_PASSAGES = 3


def pieces_text(text: str, pieces: Sequence[Piece], max_tokens: int) -> str:
    """A line a token: number, spelling, place in the text; then how many there are."""
    width = max(len(printable(piece.piece)) for piece in pieces)
    lines = [f"{piece.id:>6}  {printable(piece.piece):<{width}}  {_place(text, piece)}".rstrip() for piece in pieces]
    return "\n".join([*lines, "", f"{len(pieces)} tokens; the model reads up to {max_tokens}."])


def _place(text: str, piece: Piece) -> str:
    if piece.special:
        return "added by the model"
    spelled = printable(text[piece.start : piece.end])
    notes = ["not in the vocabulary"] * piece.unknown + ["not read: behind the limit"] * (not piece.read)
    return "  ".join([f"{piece.start}-{piece.end} {spelled!r}", *notes])


def explanation_text(a: str, b: str, explanation: Explanation) -> str:
    """The cosine, and for each text the words with what they give to it."""
    head = f"Cosine {explanation.cosine:.2f}, the sum of these shares:"
    return "\n\n".join([head, _side_text(a, explanation.a), _side_text(b, explanation.b)])


def _side_text(text: str, side: Side) -> str:
    read = [token for token in side.tokens if token.share is not None]
    most = max((abs(token.share or 0) for token in read), default=0) or 1
    width = max((len(printable(token.piece.piece)) for token in read), default=1)
    lines = [textwrap.shorten(printable(text), 100, placeholder=" ...")]
    for token in read:
        bar = ("#" if (token.share or 0) > 0 else "-") * round(_BAR * abs(token.share or 0) / most)
        lines.append(f"  {printable(token.piece.piece):<{width}}  {token.share:6.3f}  {bar}".rstrip())
    for sentence in side.sentences:
        if sentence.without is not None:
            spelled = textwrap.shorten(printable(text[sentence.start : sentence.end]), 70, placeholder=" ...")
            lines.append(f"  without {spelled!r}: {sentence.without:.2f}")
    return "\n".join(lines)


def solution_text(solution: Solution) -> str:
    """The nearest words and passages with their cosines."""
    words = [f"  {word.cosine:5.2f}  {printable(word.text)}" for word in solution.words if not word.given]
    hits = [
        f"  {hit.score:5.2f}  {name_of(hit.uri)}: {textwrap.shorten(printable(hit.text), 80, placeholder=' ...')}"
        for hit in solution.hits[:_MOST_PASSAGES]
    ]
    about = f"(of {solution.words_compared} words in the {solution.passages_read} passages around the result)"
    return "\n".join(["Nearest words " + about, *words, "", "Nearest passages", *hits])
