"""The media type of a file, decided by its content; the name only tells kinds of text apart."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from ingest.magic import binary_kind
from ingest.mail_kind import mail_kind
from ingest.readers.decode import decode
from ingest.readers.programming import by_shebang, by_suffix
from rag.errors import UnknownKind

HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
CSV = "text/csv"
TSV = "text/tab-separated-values"
JSON = "application/json"
JSON_LINES = "application/x-ndjson"

_SAMPLE = 1 << 16
_MOST_CONTROLS = 0.02
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_NULS = 0.1
_HTML_SUFFIXES = {"html", "htm", "xhtml", "xht"}
_MARKDOWN_SUFFIXES = {"md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"}
_TABLE_SUFFIXES = {"csv": CSV, "tsv": TSV, "tab": TSV}
_XML_START = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HTML_TAG = re.compile(
    r"<(?:title|meta|link|script|style|div|span|p|h[1-6]|table|ul|ol|dl|pre|a|br|hr|center|font|b|i|em|strong|img"
    r"|article|section|main|header|nav|form)(?=[\s/>])",
    re.IGNORECASE,
)
_XML_NAME = re.compile(r"<([A-Za-z_][\w.:-]*)")
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\"\]]|-?\d|true|false|null))")
_REMEDY = "Convert it to HTML, PDF, DOCX or text"


def media_type(data: bytes, name: str) -> str:
    """The media type of a file that some reader reads; raises UnknownKind that names what else it is."""
    kind = binary_kind(data)
    if kind and "/" in kind:
        return kind
    if kind:
        raise UnknownKind(f"{name} is {kind}", _REMEDY)
    text = decode(data[:_SAMPLE])[0]
    if _is_binary(text):
        raise UnknownKind(f"{name} is binary data of an unknown kind (application/octet-stream)", _REMEDY)
    return _text_kind(text, name, len(data) <= _SAMPLE)


def _is_binary(text: str) -> bool:
    """Whether control characters and NULs are more than stray ones in a text."""
    controls = len(_CONTROLS.findall(text))
    return controls > _MOST_CONTROLS * len(text) or text.count("\0") > _MOST_NULS * len(text)


def _text_kind(text: str, name: str, whole: bool) -> str:
    suffix = _suffix(name)
    mail = mail_kind(text, suffix)
    if mail:
        return mail
    marked_up = _markup_kind(text, name, suffix)
    if marked_up:
        return marked_up
    if _JSON_START.match(text) and suffix not in _MARKDOWN_SUFFIXES:
        structured = _json_kind(text, suffix, whole)
        if structured:
            return structured
    if suffix in _TABLE_SUFFIXES and _is_table(text):
        return _TABLE_SUFFIXES[suffix]
    if suffix in _MARKDOWN_SUFFIXES:
        return MARKDOWN
    return by_suffix(suffix) or by_shebang(text.split("\n", 1)[0]) or PLAIN


def _suffix(name: str) -> str:
    """The suffix without its dot; of a name without one (``Makefile``), the name itself."""
    path = PurePath(name.rsplit("/", 1)[-1])
    return (path.suffix[1:] or path.name).lower()


def _markup_kind(text: str, name: str, suffix: str) -> str | None:
    """HTML, by its root or, where the name claims no other kind of text, by a first tag; XML is named."""
    declared = text.lstrip("\ufeff \t\r\n").startswith("<?xml")
    body = text[_start_of_markup(text) :]
    if _HTML_ROOT.match(body):
        return HTML
    if suffix in _HTML_SUFFIXES and _HTML_TAG.search(text):
        return HTML
    if suffix in _MARKDOWN_SUFFIXES or suffix in _TABLE_SUFFIXES or by_suffix(suffix):
        return None
    root = _XML_NAME.search(body)
    if declared or (body.startswith(("<!DOCTYPE", "<svg")) and root):
        raise UnknownKind(f"{name} is XML ({root[1] if root else 'no element'})", _REMEDY)
    return HTML if suffix != "txt" and _HTML_TAG.match(body) else None


def _start_of_markup(text: str) -> int:
    start = _XML_START.match(text.lstrip("\ufeff"))
    return start.end() + len(text) - len(text.lstrip("\ufeff")) if start else 0


def _json_kind(text: str, suffix: str, whole: bool) -> str | None:
    """JSON or JSON Lines, by parsing the beginning; None for what only looks like it."""
    if suffix in {"jsonl", "ndjson"}:
        return JSON_LINES
    first, _, rest = text.lstrip().partition("\n")
    if _is_json(first) and _JSON_START.match(rest.lstrip()):
        return JSON_LINES
    if suffix in {"json", "geojson", "ipynb", "webmanifest"} or _is_json(text):
        return JSON
    return None if whole or not _is_json_beginning(text) else JSON


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _is_json_beginning(text: str) -> bool:
    """Whether nothing but the cut itself is wrong with the beginning of a long text."""
    try:
        json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        return error.pos >= len(text) - 100 or error.msg.startswith("Unterminated string")
    except (ValueError, RecursionError):
        return True
    return True


def _is_table(text: str) -> bool:
    """Whether most of the first lines hold a delimiter, or are as short as those of a single column."""
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    delimited = sum(any(delimiter in line for delimiter in ",;\t|") for line in lines)
    short = sum(len(line) < 60 for line in lines)
    return bool(lines) and (2 * delimited >= len(lines) or short == len(lines))
