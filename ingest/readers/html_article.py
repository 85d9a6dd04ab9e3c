"""The article of an HTML page: what is hidden, works as a control or leads elsewhere is taken out of the tree."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers.html_colour import Colours
from ingest.readers.html_hidden import take_hidden
from ingest.readers.html_tree import remove

_NO_TEXT = (
    "head, script, style, noscript, template, svg, canvas, iframe, object, embed, audio, video, map, select, button, "
    "textarea, input, datalist, progress, meter, dialog:not([open]), annotation, annotation-xml, rp, noframes"
)
_FURNITURE = (
    ".headerlink, .viewcode-link, .copiable-link, .anchorjs-link, .mw-editsection, .linenos, .lineno, .linenodiv, "
    ".copybtn, .skip-link, .screen-reader-shortcut"
)
_NAVIGATION = (
    "nav, [role='navigation'], [role='search'], [role='banner']:not(:has(h1)), [role='contentinfo'], "
    "[role='complementary'], .sphinxsidebar, .sidebar:not(:has(.sidebar-title)), #sidebar, .navbar, .navigation, "
    "#navigation, .navheader, .navfooter, .nav-panel, .breadcrumb, .breadcrumbs, .pagination, .toc, #toc, "
    ".site-footer, #footer, .footer, body > footer, body > header:not(:has(h1)), div.header:not(:has(h1, h2)), "
    ".navbox, .catlinks, .printfooter, .cookie-banner"
)
_MAIN = ("main, [role='main']", "article")
# Navigation with more of the page's text than this is the page's content, as in a table of contents.
_MOST_NAVIGATION = 0.5
_LEAST_MAIN = 0.3


def article(tree: LexborHTMLParser) -> tuple[LexborNode | None, list[str]]:
    """The element that holds the article, after ``tree`` has lost what is no part of it, and the texts it hid.

    Without a body there is no such element.
    """
    body = tree.body
    if body is None:
        return None, []
    colours = Colours(tree)
    for node in tree.css(f"{_NO_TEXT}, {_FURNITURE}"):
        remove(node)
    hidden = take_hidden(body, colours)
    return _main(body), hidden


def _main(body: LexborNode) -> LexborNode:
    length = len(body.text())
    for node in body.css(_NAVIGATION):
        if len(node.text()) < _MOST_NAVIGATION * length:
            remove(node)
    length = len(body.text())
    for selector in _MAIN:
        found = body.css(selector)
        if found and len(found[0].text()) >= _LEAST_MAIN * length and (len(found) == 1 or _holds(found[0], found[1:])):
            return found[0]
    return body


def _holds(outer: LexborNode, others: list[LexborNode]) -> bool:
    """Whether the first of several candidates contains the rest."""
    inside = {node.mem_id for node in outer.css(", ".join(_MAIN))}
    return all(node.mem_id in inside for node in others)
