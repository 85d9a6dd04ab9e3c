"""HTML source made harmless for a parser that takes quadratic time on extreme depth and extreme tags."""

from __future__ import annotations

import re

_FEW_TAGS = 20_000
_DEEPEST = 500
_LONG_TAG = 50_000
_MOST_ATTRIBUTES = 2_000

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
_HUGE_TAG = re.compile(rf"<([A-Za-z][^\s/<>]*)([^<>]{{{_LONG_TAG},}})>")
# Elements without an end tag, and those that may leave it out and so say nothing about depth.
# fmt: off
_UNCOUNTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    "html", "head", "body", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption",
    "colgroup", "option", "optgroup", "rt", "rp", "h1", "h2", "h3", "h4", "h5", "h6", "param",
})
# fmt: on
_XHTML = re.compile(r"\A\s*<\?xml|<!DOCTYPE[^>]{0,200}XHTML", re.IGNORECASE)
_SELF_CLOSED = re.compile(
    r"<(a|abbr|b|code|div|em|i|iframe|p|script|span|strong|style|td|textarea|th|title)(\s[^<>]*)?/>"
)


def tame(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with elements below depth 500 flattened and tags of thousands of attributes bared; with warnings.

    Only tags change, never what they mark up. Markup hidden in comments or scripts can mislead the count; the
    limits of the process that reads are the last defence.
    """
    warnings: list[str] = []
    if _XHTML.search(text[:1000]):
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    if len(text) > _LONG_TAG:
        text = _HUGE_TAG.sub(_bare, text)
    if text.count("<") > _FEW_TAGS:
        flattened = _flatten(text)
        if flattened != text:
            warnings.append(f"elements nested deeper than {_DEEPEST} were flattened")
        text = flattened
    return text, tuple(warnings)


def _bare(tag: re.Match[str]) -> str:
    return f"<{tag[1]}>" if len(tag[2].split(None, _MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES else tag[0]


def _flatten(text: str) -> str:
    """Turn elements that are too deep into empty ones (``<wbr>``), which hold their content no more."""
    depth = 0

    def flat(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _UNCOUNTED:
            return tag[0]
        if tag[1]:
            deep = depth > _DEEPEST
            depth = max(0, depth - 1)
            return "</wbr" if deep else tag[0]
        depth += 1
        return "<wbr" if depth > _DEEPEST else tag[0]

    return _TAG.sub(flat, text)
