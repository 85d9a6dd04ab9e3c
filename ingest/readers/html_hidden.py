"""What an HTML page hides from people, as far as its elements say so themselves; style sheets are not applied.

It is no part of what is read. It may be a menu that opens, and it may be an order to whoever reads without eyes: the
document says so where it is much, or speaks to a language model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from ingest.readers.html_colour import Colours
from ingest.readers.html_tree import remove
from rag.guard.suspicion import judge

_HIDDEN = "[hidden]:not([hidden='until-found']), [aria-hidden='true'], [style]"
_INVISIBLE_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?:\.0*)?(?:[a-z%]+)?\s*(?:;|!|\Z)",
    re.IGNORECASE,
)
_PLACED = re.compile(r"(?<![\w-])position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_FAR = r"\s*:\s*-(?:(?:\d{4,}|[5-9]\d\d)(?:\.\d*)?(?:px|pt)|\d{3,}(?:\.\d*)?(?:r?em|%|v[wh]))"
_OFF_SCREEN = re.compile(rf"(?<![\w-])(?:left|top|right|bottom){_FAR}", re.IGNORECASE)
_MANY = 1_000
"""Characters; menus and labels are less."""
_MUCH = 0.25
"""As a share of what is shown."""
_MOST_NAMED = 3


def take_hidden(body: LexborNode, colours: Colours) -> list[str]:
    """Take out of ``body`` what it hides; gives the text of each element taken, in document order, once each.

    The body itself stays: scripts that show a page when it is ready hide it before.
    """
    nodes = [node for node in body.css(_HIDDEN) if node.tag != "body" and _is_hidden(node, colours)]
    taken = []
    # From the end, so that an element inside another goes first and is not counted twice.
    for node in reversed(nodes):
        taken.append(" ".join(node.text(separator=" ").split()))
        remove(node)
    return [text for text in reversed(taken) if text]


def warnings_of(hidden: Sequence[str], shown: int) -> tuple[str, ...]:
    """What a document says of hidden texts, beside ``shown`` characters that are read; nothing of a few labels."""
    text = "\n\n".join(hidden)
    found = judge(text)
    if found.is_quarantined:
        said = "; ".join(f"{reason.name} (\u201c{reason.words}\u201d)" for reason in found.reasons[:_MOST_NAMED])
        return (f"{len(text)} hidden characters were left out, and they speak to a language model: {said}",)
    if len(text) >= max(_MANY, _MUCH * shown):
        return (f"{len(text)} hidden characters were left out",)
    return ()


def _is_hidden(node: LexborNode, colours: Colours) -> bool:
    attributes = node.attributes
    if attributes.get("aria-hidden") == "true" or attributes.get("hidden", "until-found") != "until-found":
        return True
    style = attributes.get("style") or ""
    if _INVISIBLE_STYLE.search(style) or (_PLACED.search(style) and _OFF_SCREEN.search(style)):
        return True
    return colours.is_unreadable(node, style)
