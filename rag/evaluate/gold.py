"""Gold files: one JSON object a line, a question with its accepted answers and where they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import InvalidRequest

_FORM = 'Each line is {"id", "question", "answers": [...], "uri" or "page", "also_pages"?, "quote"?, "kind"?}'


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and what a right reply needs.

    No ``answers`` means that the right reply is to abstain. ``page`` and ``also_pages`` are suffixes of the
    uris of documents that hold the answer; ``quote`` is the passage on ``page`` that does.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    page: str | None = None
    also_pages: tuple[str, ...] = ()
    quote: str | None = None
    kind: str | None = None

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    @property
    def pages(self) -> tuple[str, ...]:
        """Every page that holds the answer, the main one first."""
        return ((self.page,) if self.page else ()) + self.also_pages


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Read and check a gold file, see ``parse_gold``; InvalidRequest also when the file cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be read: {error.strerror}", "Name a gold file") from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{path} is not UTF-8 (byte {error.start})", "Save it as UTF-8") from error
    return parse_gold(text, str(path))


def parse_gold(text: str, name: str) -> tuple[GoldQuestion, ...]:
    """The questions of a gold file's text; blank lines are passed over.

    Raises InvalidRequest, naming file and line, when a line is not of the form above, an id comes twice or there is
    no question at all.
    """
    questions: dict[str, GoldQuestion] = {}
    # Not splitlines(): JSON strings may hold U+2028 and its like, which are no line ends here.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        question = _parse(line, f"{name}, line {number}")
        if question.id in questions:
            raise InvalidRequest(f"{name}, line {number}: the id {question.id!r} was used before", "Give each its own")
        questions[question.id] = question
    if not questions:
        raise InvalidRequest(f"{name} holds no question", _FORM)
    return tuple(questions.values())


def _parse(line: str, place: str) -> GoldQuestion:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"{place}: not JSON ({error})", _FORM) from error
    if not isinstance(fields, dict):
        raise InvalidRequest(f"{place}: not a JSON object", _FORM)
    if fields.get("uri") and fields.get("page"):
        raise InvalidRequest(f"{place}: both uri and page are given", "Give one of them")
    return GoldQuestion(
        id=_identifier(fields, place),
        question=_text(fields, "question", place, required=True) or "",
        answers=_texts(fields, "answers", place),
        page=_text(fields, "uri", place) or _text(fields, "page", place),
        also_pages=_texts(fields, "also_pages", place),
        quote=_text(fields, "quote", place),
        kind=_text(fields, "kind", place),
    )


def _identifier(fields: dict[str, Any], place: str) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(fields, "id", place, required=True) or ""


def _text(fields: dict[str, Any], name: str, place: str, *, required: bool = False) -> str | None:
    value = fields.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value.strip():
        raise InvalidRequest(f"{place}: {name!r} must be a text that is not empty", _FORM)
    return value


def _texts(fields: dict[str, Any], name: str, place: str) -> tuple[str, ...]:
    values = fields.get(name)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise InvalidRequest(f"{place}: {name!r} must be a list of texts that are not empty", _FORM)
    return tuple(values)
