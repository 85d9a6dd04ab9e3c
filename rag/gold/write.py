"""Questions as the lines of a gold file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rag.evaluate.gold import GoldQuestion
from rag.gold.made import Made

_ALWAYS = ("id", "question", "answers", "uri")


def gold_lines(questions: Iterable[GoldQuestion]) -> Iterator[str]:
    """One JSON object a question, without line ends, in the form that ``rag eval`` reads."""
    for one in questions:
        fields = {
            "id": one.id,
            "kind": one.kind,
            "question": one.question,
            "answers": list(one.answers),
            "uri": one.page,
            "also_pages": list(one.also_pages),
            "quote": one.quote,
        }
        yield json.dumps(
            {name: value for name, value in fields.items() if value or name in _ALWAYS}, ensure_ascii=False
        )


def numbered(questions: Iterable[Made]) -> Iterator[GoldQuestion]:
    """Made questions as those of a gold file."""
    for number, one in enumerate(questions, start=1):
        yield GoldQuestion(f"made-{number:04}", one.question, one.answers, one.uri, one.also, one.quote, one.kind)
