"""Answers, passages and similarities as text for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from rag.answer.steps import is_item
from rag.types import Answer, Citation, FloatVector, Hit

_WIDTH = 100
_LABEL = 24


def answer_text(answer: Answer) -> str:
    """The answer with numbered citations, or the refusal with the nearest passages."""
    if answer.abstained:
        nearest = "\n".join(f"  {_place(hit)}: {_line(hit.text)}" for hit in answer.hits[:3])
        return f"No answer: {printable(answer.reason)}." + (f"\n\nNearest passages:\n{nearest}" if nearest else "")
    sentences = "".join(
        ("\n" if is_item(sentence.text) else " ")
        + printable(sentence.text)
        + "".join(f" [{number + 1}]" for number in sentence.citations)
        for sentence in answer.sentences
    )[1:]
    proofs = "\n".join(f"  [{number}] {_proof(citation)}" for number, citation in enumerate(answer.citations, start=1))
    return f"{sentences}\n\n{proofs}\n\nConfidence {answer.confidence:.0%}, {answer.timings_ms['total']:.0f} ms."


def hits_text(hits: Sequence[Hit]) -> str:
    """One paragraph a passage: rank, place, what each stage thought of it, its beginning."""
    if not hits:
        return "Nothing found."
    return "\n\n".join(
        f"{hit.rank}. {_place(hit)}  {_trace(hit)}\n"
        + textwrap.indent(textwrap.shorten(printable(hit.text), 3 * _WIDTH, placeholder=" ..."), "   ")
        for hit in hits
    )


def matrix_text(texts: Sequence[str], matrix: FloatVector) -> str:
    """The similarity matrix with its texts as labels."""
    labels = [textwrap.shorten(printable(text), _LABEL, placeholder="...") or "(empty)" for text in texts]
    width = max(len(label) for label in labels)
    rows = [
        f"{label:>{width}}  " + "  ".join(f"{cell:5.2f}" for cell in row)
        for label, row in zip(labels, matrix, strict=True)
    ]
    head = " " * width + "  " + "  ".join(f"{number:>5}" for number in range(1, len(labels) + 1))
    return "\n".join([head, *rows])


def printable(text: str) -> str:
    """Text of documents without what would steer a terminal."""
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs") else " "
        for character in text
    )


def _proof(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    where = f"{name_of(citation.uri)}{page}, characters {citation.start}-{citation.end}"
    return f'{where}: "{_line(citation.quote)}"'


def name_of(uri: str) -> str:
    """The last part of a uri, readable."""
    parts = urlsplit(uri)
    return printable(unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc or uri)


def _place(hit: Hit) -> str:
    page = f", page {hit.page}" if hit.page else ""
    return f"{name_of(hit.uri)}{page} ({printable(hit.title or 'untitled')})"


def _trace(hit: Hit) -> str:
    stages = (("dense", hit.ranks.dense, hit.scores.dense), ("lexical", hit.ranks.lexical, hit.scores.lexical))
    seen = [f"{name} #{rank} {score:.2f}" for name, rank, score in stages if rank is not None and score is not None]
    return "[" + ", ".join([*seen, f"score {hit.score:.3f}"]) + "]"


def _line(text: str) -> str:
    return textwrap.shorten(printable(text), 2 * _WIDTH, placeholder=" ...")
