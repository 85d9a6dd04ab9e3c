"""Answers as the messages of a chat: Markdown that any client shows, with marks like [1] and the sources below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote

from rag.answer.steps import is_item
from rag.types import Answer, Citation, Sentence
from rag.writing.events import Unanswered

_LONGEST_QUOTE = 160
_PARAGRAPH = "\n\n"
_HEADING = "\n\nSources:\n"
_MARKS = re.compile(r" ?\[\d{1,3}\]")
# A picture in Markdown and a tag in HTML are requests that the browser of whoever reads the answer would make.
_ACTIVE = re.compile(r"!(?=\[)|<(?=[A-Za-z/!?])")


class MessageWriter:
    """Writes the content of one message piece by piece, and knows where each mark stands in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    @property
    def content(self) -> str:
        return "".join(self._pieces)

    def say(self, sentence: Sentence, citations: Sequence[Citation]) -> tuple[str, list[dict[str, Any]]]:
        """The next piece of the content, and the annotations of its marks; ``citations`` are the sentence's own."""
        before = "" if self._begins else "\n" if is_item(sentence.text) else " "
        self._add(before + harmless(sentence.text))
        piece, annotations = self._pieces[-1], []
        for place, citation in zip(sentence.citations, citations, strict=True):
            mark = f" [{place + 1}]"
            self._add(mark)
            annotations.append(_annotation(citation, self._length - len(mark) + 1, self._length))
            piece += mark
        return piece, annotations

    def lack(self, unanswered: Unanswered) -> str:
        """The next piece: one of several questions, as a paragraph of its own, and why it has no answer."""
        question, reason = harmless(unanswered.question), harmless(unanswered.reason)
        self._add(f"{'' if self._begins else _PARAGRAPH}{question} No answer: {reason}.{_PARAGRAPH}")
        return self._pieces[-1]

    def end(self, answer: Answer) -> str:
        """The last piece: the sources, or why there is no answer."""
        if answer.abstained and answer.parts:
            return ""
        if answer.abstained:
            self._add(f"{answer.reason[:1].upper()}{harmless(answer.reason[1:])}.")
        else:
            self._add(_HEADING + "\n".join(_sources(answer.citations)))
        return self._pieces[-1]

    @property
    def _begins(self) -> bool:
        """Whether nothing stands before the next piece in its paragraph."""
        return not self._pieces or self._pieces[-1].endswith(_PARAGRAPH)

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def unmarked(content: str) -> str:
    """What an answer said, when a client sends its message back as part of the conversation."""
    return _MARKS.sub("", content.partition(_HEADING)[0])


def harmless(text: str) -> str:
    """A quote that makes no reader's browser fetch anything: no picture, no tag."""
    return _ACTIVE.sub(lambda active: "\\" + active[0], text)


def _annotation(citation: Citation, start: int, end: int) -> dict[str, Any]:
    place = {"url": citation.uri, "start_index": start, "end_index": end}
    # The title is a text in OpenAI's form, never null.
    return {"type": "url_citation", "url_citation": asdict(citation) | place | {"title": _title(citation)}}


def _sources(citations: Iterable[Citation]) -> list[str]:
    return [f"- [{number}] {_source(citation)}" for number, citation in enumerate(citations, start=1)]


def _source(citation: Citation) -> str:
    quote = " ".join(citation.quote.split())
    quote = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE].rstrip()}..."
    page = f", page {citation.page}" if citation.page is not None else ""
    return harmless(f'{" ".join(_title(citation).split())}{page}: "{quote}"')


def _title(citation: Citation) -> str:
    return citation.title or unquote(citation.uri.rstrip("/").rpartition("/")[2])
