"""Markdown (CommonMark with tables): marks become structure, inline HTML loses its tags."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ingest.language import detect
from ingest.readers.builder import clean, markdown_table
from ingest.readers.decode import decode
from ingest.readers.flow import Flow
from ingest.readers.front_matter import front_matter
from ingest.readers.lines import join_lines
from rag.errors import EmptyExtraction
from rag.types import Document

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Content nested deeper is left out by the parser.
_DEEPEST = 60
# Longer runs of text are data, not prose: their inline marks stay as they are.
_LONGEST_INLINE = 20_000
_LONGEST_LINE = 1_000_000


class MarkdownReader:
    """Reads Markdown with or without YAML front matter."""

    media_types = ("text/markdown",)

    def read(self, data: bytes, name: str) -> Document:
        """Read a file; raises EmptyExtraction when it holds no text.

        Links give their text, images their alternative text. HTML blocks are read as HTML, each for itself, so an
        element that hides Markdown between its tags does not hide it here.
        """
        text, warnings = decode(data)
        facts, odd, body = front_matter(clean(text))
        flow = Flow()
        if odd:
            flow.code(odd)
        if _write(flow, body) >= _DEEPEST - 1:
            warnings = (*warnings, f"what is nested deeper than {_DEEPEST} levels was left out")
        builder = flow.end()
        if not builder.blocks:
            raise EmptyExtraction(f"{name} holds no text")
        if flow.hidden:
            from ingest.readers.html_hidden import warnings_of

            warnings = (*warnings, *warnings_of(flow.hidden, len(builder.text)))
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type="text/markdown",
            title=facts.title or flow.first_heading,
            language=facts.language or detect(builder.text),
            created=facts.created,
            modified=facts.modified,
            authors=facts.authors,
            metadata=facts.metadata,
            warnings=warnings,
        )


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    # Inline marks are parsed below, where their length is known.
    parser.core.ruler.disable("inline")
    return parser


def _write(flow: Flow, source: str) -> int:
    """Write all blocks; gives how deep they are nested."""
    if any(len(line) > _LONGEST_LINE for line in source.split("\n")):
        for paragraph in source.split("\n\n"):
            flow.paragraph(join_lines(paragraph))
        return 0
    environment: dict[str, object] = {}
    parsed = _parser().parse(source, environment)
    tokens = iter(parsed)
    for token in tokens:
        if token.type == "table_open":
            flow.table(markdown_table(list(_rows(tokens, environment))))
        elif token.type == "heading_open":
            flow.heading(_line(next(tokens), environment).replace("\n", " "), int(token.tag[1]))
        else:
            _write_token(flow, token, environment)
    return max((token.level for token in parsed), default=0)


def _write_token(flow: Flow, token: Token, environment: dict[str, object]) -> None:
    match token.type:
        case "inline":
            flow.paragraph(_line(token, environment))
        case "fence" | "code_block":
            flow.code(token.content)
        case "html_block":
            from ingest.readers.html import add_markup

            add_markup(flow, token.content)
        case "bullet_list_open" | "ordered_list_open":
            flow.open_list(token.type.startswith("ordered"), int(token.attrGet("start") or 1))
        case "bullet_list_close" | "ordered_list_close":
            flow.close_list()
        case "list_item_open":
            flow.item()


def _rows(tokens: Iterator[Token], environment: dict[str, object]) -> Iterator[list[str]]:
    """The cells of each row, up to the end of the table."""
    row: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "inline":
            row.append(_line(token, environment))
        elif token.type in {"th_close", "td_close"} and not row:
            row.append("")
        elif token.type == "tr_close":
            yield row
            row = []


def _line(token: Token, environment: dict[str, object]) -> str:
    """The text of an inline token: one line for each that the author forced."""
    if len(token.content) > _LONGEST_INLINE:
        return join_lines(token.content)
    parts: list[Token] = []
    _parser().inline.parse(token.content, _parser(), environment, parts)
    lines: list[list[str]] = [[]]
    for part in parts:
        if part.type == "hardbreak" or (part.type == "html_inline" and part.content.lower().startswith("<br")):
            lines.append([])
        elif part.type == "softbreak":
            lines[-1].append("\n")
        elif part.type != "html_inline":
            lines[-1].append(part.content)
    return "\n".join(filter(None, (join_lines("".join(line)) for line in lines)))
