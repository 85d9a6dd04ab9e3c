"""Walking an HTML tree without recursion, so that depth costs nothing, and the text of what is in a line."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborNode

from ingest.readers.lines import join_lines

# fmt: off
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "plaintext",
    "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
})
# fmt: on
"""Elements that stand on lines of their own."""

_LINE_BREAK = "\0"
_PERMALINKS = frozenset({"", "¶", "#", "§", "🔗", "\uf0c1"})
_EXPONENT = re.compile(r"[-+\u2212]?\d+")


def walk(root: LexborNode, enter: Callable[[LexborNode], bool], leave: Callable[[LexborNode], None]) -> None:
    """Call ``enter`` for every node below ``root`` in document order, and ``leave`` after the children of
    those for which it was true; the others' children are passed over."""
    node, depth = root.first_child, 1
    while node is not None:
        inside = enter(node)
        child = node.first_child if inside else None
        if child is not None:
            node, depth = child, depth + 1
            continue
        if inside:
            leave(node)
        while node.next is None:
            node, depth = node.parent, depth - 1
            if not depth or node is None:
                return
            leave(node)
        node = node.next


class Line:
    """Collects the text of inline elements as a browser would show it: white space collapsed, breaks kept."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def enter(self, node: LexborNode) -> bool:
        """Take a text node or the beginning of an inline element; tells whether its children count."""
        tag = node.tag
        if tag == "-text":
            self._pieces.append((node.text_content or "").replace(_LINE_BREAK, ""))
            return False
        if tag == "br":
            self._pieces.append(_LINE_BREAK)
        elif tag == "img":
            self._pieces.append(f" {node.attributes.get('alt') or ''} ")
        elif tag == "q":
            self._pieces.append("\u201c")
        elif tag == "sup" and self._is_exponent(node):
            self._pieces.append("^")
        elif tag == "a":
            return node.text().strip() not in _PERMALINKS or node.css_first("img") is not None
        return True

    def leave(self, node: LexborNode) -> None:
        """Take the end of an inline element."""
        if node.tag == "q":
            self._pieces.append("\u201d")

    def space(self) -> None:
        """Separate what came from what comes."""
        self._pieces.append(" ")

    def take(self) -> str:
        """The collected text, its lines parted by ``\\n``, and begin anew."""
        if not self._pieces:
            return ""
        lines = "".join(self._pieces).split(_LINE_BREAK)
        self._pieces.clear()
        return "\n".join(filter(None, map(join_lines, lines)))

    def _is_exponent(self, node: LexborNode) -> bool:
        """Whether a raised number would otherwise run together with the number before it."""
        before = self._pieces[-1][-1:] if self._pieces else ""
        return before.isdigit() and _EXPONENT.fullmatch(node.text().strip()) is not None


def line_of(node: LexborNode) -> str:
    """The text of an element in one line, whatever blocks are in it; breaks (``<br>``) are kept as ``\\n``."""
    line = Line()

    def enter(child: LexborNode) -> bool:
        if child.tag in BLOCKS:
            line.space()
            return True
        return line.enter(child)

    def leave(child: LexborNode) -> None:
        if child.tag in BLOCKS:
            line.space()
        else:
            line.leave(child)

    walk(node, enter, leave)
    return line.take()


def verbatim(node: LexborNode) -> str:
    """The text of a preformatted element, white space and line breaks as written."""
    for line_break in node.css("br"):
        line_break.replace_with("\n")
    return node.text()


def remove(node: LexborNode) -> None:
    """Take an element out; one inside another that went before is gone with it already."""
    if node.parent is not None and node.tag not in {"html", "body"}:
        node.remove()
