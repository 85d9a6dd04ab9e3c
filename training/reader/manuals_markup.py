"""Docstrings read into plain parts: numpydoc, Google style and Sphinx fields; RST markup is removed."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

Entry = tuple[str, str]
"""A header line and the indented lines under it, dedented."""


@dataclass(frozen=True, slots=True)
class Item:
    """A parameter, a returned value or an exception; what the docstring does not say is empty."""

    name: str
    type: str
    text: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Documented:
    """The parts of a docstring."""

    summary: str
    body: tuple[str, ...]
    parameters: tuple[Item, ...]
    returns: tuple[Item, ...]
    raises: tuple[Item, ...]


_KINDS = {
    "parameters": "parameters",
    "other parameters": "parameters",
    "args": "parameters",
    "arguments": "parameters",
    "keyword args": "parameters",
    "keyword arguments": "parameters",
    "returns": "returns",
    "return": "returns",
    "yields": "returns",
    "raises": "raises",
    "notes": "notes",
    "note": "notes",
}
_RULED = re.compile(r"^([A-Z][\w ]{2,24})\n[-=]{3,}[ ]*$", re.MULTILINE)
_TITLED = re.compile(
    r"^(Args|Arguments|Parameters|Keyword [Aa]rg(?:uments|s)|Returns?|Yields|Raises|Notes?|Examples?|Warnings?"
    r"|References|See [Aa]lso|Attributes|Shape|Methods|Usage):[ ]*$",
    re.MULTILINE,
)
_FIELD = re.compile(r"^:(\w+)[ ]?([^:\n]*):(?=\s)", re.MULTILINE)
_OPTION = re.compile(r"^[-*] +[\"'`]*([\w.+-]{1,24})[\"'`]*(?: \([\w ]+\))?\s*(?::|--|–|—|=>| - )\s+(.+)", re.DOTALL)
_DEFINED = re.compile(r"^``[\"']?([\w.+-]{1,24})[\"']?``\s*:?\n +(.+)", re.DOTALL)
_DIRECTIVE = re.compile(r"^\s*\.\. +([\w-]+)::[ ]*(.*)$")
_VERSIONS = {
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
}
_MARKUP = (
    (re.compile(r"\[`~?([^`\]]+)`\](?:\[[^\]]*\]|\([^)]*\))?"), r"\1"),
    (re.compile(r":[\w:+-]+:`[!~.]*([^`<]+?)\s*<[^`>]*>`"), r"\1"),
    (re.compile(r":[\w:+-]+:`[!~.]*([^`]+)`"), r"\1"),
    (re.compile(r"`([^`<]+?)\s*<[^`>]*>`_{1,2}"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\((?:https?|[./#])[^)]*\)"), r"\1"),
    (re.compile(r"\s*\[[\w#*]+\]_"), ""),
    (re.compile(r"`{1,2}~?([^`]+?)`{1,2}_{0,2}"), r"\1"),
    (re.compile(r"\*\*([^*\s][^*]*?)\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*([A-Za-z][^*\n]*?)\*(?![\w*])"), r"\1"),
    (re.compile(r"\\([*_`| ])"), r"\1"),
    (re.compile(r"\b_[a-z]+\.(?=[A-Z])"), ""),
    (re.compile(r"\s+"), " "),
)


def plain(text: str) -> str:
    """One line of text without markup."""
    for pattern, other in _MARKUP:
        text = pattern.sub(other, text)
    return text.strip()


def parse(docstring: str) -> Documented:
    """The parts of a docstring that ``inspect.cleandoc`` has dedented."""
    lead, sections = _sections(docstring)
    paragraphs = prose(lead)
    summary = paragraphs[0] if paragraphs else ""
    notes = prose("\n\n".join(text for kind, text in sections if kind == "notes"))
    return Documented(
        summary,
        (*paragraphs[1:], *notes[:2]),
        _items(sections, "parameters"),
        _returned(sections),
        _items(sections, "raises"),
    )


def prose(text: str) -> list[str]:
    """The paragraphs of a text, without code, formulas and cross references; version notes become sentences."""
    paragraphs: list[str] = []
    for block in _without_directives(text):
        stripped = block.strip()
        if not stripped or stripped.startswith((">>>", "...", "+--", "===", "|")) or "\\" in stripped:
            continue
        found = plain(stripped).replace("::", ":")
        if found and ">>>" not in found and "$" not in found:
            paragraphs.append(found)
    return paragraphs


def _without_directives(text: str) -> Iterator[str]:
    hidden_from: int | None = None
    for block in re.split(r"\n\s*\n|\n(?=\s*[-*] )|\n(?=\s*\.\. )", text):
        indent = len(block) - len(block.lstrip())
        if hidden_from is not None and indent > hidden_from:
            continue
        hidden_from = None
        directive = _DIRECTIVE.match(block.split("\n")[0])
        if directive is None:
            yield block
            hidden_from = indent if block.rstrip().endswith("::") else None
            continue
        name, argument = directive.groups()
        rest = " ".join(line.strip() for line in block.split("\n")[1:])
        if name in _VERSIONS and argument:
            version, _, told = f"{argument} {rest}".strip().partition(" ")
            yield f"{_VERSIONS[name]} {version.rstrip(':.')}" + (f": {told.strip()}" if told.strip() else ".")
        elif name in ("note", "warning", "tip", "important"):
            yield f"{argument} {rest}"
        else:
            hidden_from = indent


def _sections(docstring: str) -> tuple[str, list[Entry]]:
    """What stands before the first section, and the sections as kind and text."""
    heads = [(m.start(), m.end(), m[1]) for m in _RULED.finditer(docstring)]
    heads = heads or [(m.start(), m.end(), m[1]) for m in _TITLED.finditer(docstring)]
    if heads:
        ends = [*(start for start, _, _ in heads[1:]), len(docstring)]
        sections = [
            (_KINDS.get(name.strip().lower(), ""), textwrap.dedent(docstring[first:end].strip("\n")))
            for (_, first, name), end in zip(heads, ends, strict=True)
        ]
        return docstring[: heads[0][0]], sections
    fields = list(_FIELD.finditer(docstring))
    if not fields:
        return docstring, []
    ends = [*(match.start() for match in fields[1:]), len(docstring)]
    return docstring[: fields[0].start()], [
        (f":{match[1]} {match[2]}", docstring[match.end() : end]) for match, end in zip(fields, ends, strict=True)
    ]


def _items(sections: list[Entry], kind: str) -> tuple[Item, ...]:
    found = [item for name, text in sections if name == kind for item in map(_item, _entries(text)) if item]
    words = (":param ", ":parameter ", ":arg ", ":keyword ") if kind == "parameters" else (":raises ", ":raise ")
    for name, text in sections:
        if name.startswith(words):
            *types, called = name.partition(" ")[2].split() or [""]
            called = called.partition("=")[0]
            if called:
                found.append(_described(called, " ".join(types), _dedented(text)))
    return tuple(found)


def _returned(sections: list[Entry]) -> tuple[Item, ...]:
    for name, text in sections:
        if name.startswith((":return", ":returns")):
            return (Item("", "", " ".join(prose(_dedented(text)))),)
        if name != "returns" or not text.strip():
            continue
        entries = _entries(text)
        header, body = entries[0]
        if body and not header.endswith((".", ",")) and len(header.split()) < 12:
            called, _, kind = header.rpartition(" : ")
            return (Item(plain(called), plain(kind.rstrip(":")), " ".join(prose(body))),)
        kind, colon, told = text.partition(": ")
        if colon and len(kind.split()) < 6 and "\n" not in kind:
            return (Item("", plain(kind), " ".join(prose(_dedented(told)))),)
        return (Item("", "", " ".join(prose(text))),)
    return ()


def _entries(text: str) -> list[Entry]:
    found: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        if line and not line[0].isspace():
            found.append((line.strip(), []))
        elif found:
            found[-1][1].append(line)
    return [(header, textwrap.dedent("\n".join(lines)).strip("\n")) for header, lines in found]


def _item(entry: Entry) -> Item | None:
    header, body = entry
    ruled = re.match(r"^[-*]? ?(\\?\*{0,2}[\w.]+)(?:\s+:\s*(.*)|\s*)$", header)
    if ruled and (body or ruled[2]):
        return _described(ruled[1], ruled[2] or "", body)
    titled = re.match(r"^[-*]? ?`*(\\?\*{0,2}[\w.]+)`*\s*(?:\((.*?)\))?\s*:(?:\s+(.*)|)$", header)
    if titled:
        return _described(titled[1], titled[2] or "", f"{titled[3] or ''}\n{body}")
    return None


def _described(name: str, kind: str, text: str) -> Item:
    options: list[tuple[str, str]] = []
    rest: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=\s*[-*] )", text):
        option = _OPTION.match(block.strip()) or _DEFINED.match(block.strip())
        if option and "\\" not in block:
            options.append((option[1], plain(option[2])))
        else:
            rest.append(block)
    return Item(name.replace("\\", "").strip("*~!`"), plain(kind), _joined(prose("\n\n".join(rest))), tuple(options))


def _joined(paragraphs: list[str]) -> str:
    """Paragraphs as one text; each but the last ends in a sign."""
    ended = [one if one.endswith((".", ":", ";", ",", "!", "?")) else f"{one}." for one in paragraphs[:-1]]
    return " ".join([*ended, *paragraphs[-1:]])


def _dedented(text: str) -> str:
    first, _, rest = text.partition("\n")
    return f"{first.strip()}\n{textwrap.dedent(rest)}"
