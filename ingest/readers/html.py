"""HTML pages: the article in reading order, without navigation, scripts and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from ingest.language import detect
from ingest.readers.decode import decode
from ingest.readers.flow import Flow
from ingest.readers.html_about import about, article_title
from ingest.readers.html_article import article
from ingest.readers.html_guard import tame
from ingest.readers.html_hidden import warnings_of
from ingest.readers.html_table import data_table
from ingest.readers.html_tree import BLOCKS, Line, line_of, verbatim, walk
from rag.errors import EmptyExtraction
from rag.types import Document

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]{0,100}?encoding=[\"']([\w:.-]+)", re.I
)
_DECLARED_WITHIN = 4096


class HtmlReader:
    """Reads HTML and XHTML."""

    media_types = ("text/html",)

    def read(self, data: bytes, name: str) -> Document:
        """Read a page; raises EmptyExtraction when it shows no text.

        Style sheets are not applied: text that only they hide is read. What elements hide themselves is left out,
        with a warning where it is much or speaks to a language model.
        """
        tree, lost = parsed(data)
        facts = about(tree)
        flow = Flow()
        body, flow.hidden = article(tree)
        if body is not None:
            add_html(flow, body)
        builder = flow.end()
        if not builder.blocks:
            raise EmptyExtraction(f"{name} shows no text", "Check whether scripts fill the page, and save it as shown")
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type="text/html",
            title=article_title(facts.title, flow.first_heading),
            language=facts.language or detect(builder.text),
            created=facts.created,
            modified=facts.modified,
            authors=facts.authors,
            metadata=facts.metadata,
            warnings=(*lost, *warnings_of(flow.hidden, len(builder.text))),
        )


def parsed(data: bytes) -> tuple[LexborHTMLParser, tuple[str, ...]]:
    """The tree of a page, and warnings of what was lost on the way to it."""
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    charset = (declared[1] or declared[2]).decode("ascii", "ignore") if declared else None
    source, lost = decode(data, charset)
    source, flattened = tame(source)
    return _parse(source), (*lost, *flattened)


def add_html(flow: Flow, root: LexborNode) -> None:
    """Write what is below ``root`` into ``flow``, in document order."""
    _Walk(flow).write(root)


def add_markup(flow: Flow, source: str) -> None:
    """Write a piece of HTML source, such as stands in Markdown, into ``flow``."""
    body, hidden = article(_parse(tame(source)[0]))
    flow.hidden += hidden
    if body is not None:
        add_html(flow, body)


def _parse(source: str) -> LexborHTMLParser:
    # With events, every <option> copies those before it: quadratic time.
    return LexborHTMLParser(source, options=LexborDocumentOptions.WO_EVENTS)


class _Walk:
    """Blocks become paragraphs, or what their element says; all else is part of a line."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._line = Line()
        self._begin: dict[str, Callable[[LexborNode], bool]] = {
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self._heading),
            **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), self._code),
            **dict.fromkeys(("ul", "ol", "menu", "dir"), self._list),
            "li": self._item,
            "dt": self._term,
            "table": self._table,
        }

    def write(self, root: LexborNode) -> None:
        walk(root, self._enter, self._leave)
        self._flush()

    def _enter(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag not in BLOCKS:
            return self._line.enter(node)
        self._flush()
        begin = self._begin.get(tag)
        return begin(node) if begin else True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in BLOCKS:
            self._line.leave(node)
            return
        self._flush()
        if tag in {"ul", "ol", "menu", "dir"}:
            self._flow.close_list()
        elif tag in {"dl", "dd"}:
            self._flow.end_terms()

    def _flush(self) -> None:
        self._flow.paragraph(self._line.take())

    def _heading(self, node: LexborNode) -> bool:
        self._flow.heading(line_of(node).replace("\n", " "), int((node.tag or "h6")[1]))
        return False

    def _code(self, node: LexborNode) -> bool:
        self._flow.code(verbatim(node))
        return False

    def _list(self, node: LexborNode) -> bool:
        attributes = node.attributes
        self._flow.open_list(node.tag == "ol", _number(attributes.get("start")) or 1, attributes.get("type") or "1")
        return True

    def _item(self, node: LexborNode) -> bool:
        self._flow.item(_number(node.attributes.get("value")))
        return True

    def _term(self, node: LexborNode) -> bool:
        self._flow.term(line_of(node))
        return False

    def _table(self, node: LexborNode) -> bool:
        table = data_table(node)
        if table is None:
            return True
        for caption in node.css("caption"):
            self._flow.paragraph(line_of(caption))
        self._flow.table(table)
        return False


def _number(stated: str | None) -> int | None:
    return int(stated) if stated and stated.isascii() and stated.isdigit() and len(stated) < 9 else None
