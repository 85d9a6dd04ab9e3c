"""Answers, passages and similarities as text for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from rag.answer.steps import stands_alone
from rag.types import Answer, Citation, FloatVector, Hit, Sentence, Support
from rag.writing.events import in_parts

_WIDTH = 100
_LABEL = 24


def answer_text(answer: Answer) -> str:
    """The answer with numbered citations, or the refusal with the nearest passages; several questions apart."""
    parts = [
        headed(part.asked, "".join(map(sentence_text, said))[1:] or refusal_text(part.reason))
        for part, said in in_parts(answer)
    ]
    return "\n\n".join(filter(None, [*parts, ending_text(answer)]))


def headed(question: str | None, text: str) -> str:
    """What is said, below the question it answers where several were asked."""
    return f"{printable(question)}\n{text}" if question else text


def sentence_text(sentence: Sentence) -> str:
    """A sentence with the numbers of its citations, and what parts it from the one before it."""
    parting = "\n" if stands_alone(sentence.text) else " "
    marks = "".join(f" [{number + 1}]" for number in sentence.citations)
    held = "" if sentence.support is None or sentence.support.supported else f" ({_not_held(sentence.support)})"
    return f"{parting}{printable(sentence.text)}{marks}{held}"


def refusal_text(reason: str) -> str:
    """Why a question has no answer."""
    return f"No answer: {printable(reason)}."


def ending_text(answer: Answer) -> str:
    """What stands below an answer: its proofs, how sure it is, and what else there is to know."""
    if answer.abstained:
        nearest = "\n".join(f"  {_place(hit)}: {_line(hit.text)}" for hit in answer.hits[:3])
        return "\n\n".join([*map(printable, answer.notes), *([f"Nearest passages:\n{nearest}"] if nearest else [])])
    proofs = "\n".join(f"  [{number}] {_proof(citation)}" for number, citation in enumerate(answer.citations, start=1))
    written = "" if answer.generator == "reader" else f", written by {printable(answer.generator)}"
    sure = f"Confidence {answer.confidence:.0%}, {answer.timings_ms['total']:.0f} ms{written}."
    return "\n\n".join([proofs, *map(printable, answer.notes), sure])


def _not_held(support: Support) -> str:
    missing = ", ".join(map(printable, support.unmatched))
    return f"not in the sources: {missing}" if missing else "not supported by the sources"


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
