"""Made questions as the lines of a gold file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rag.gold.made import Made


def gold_lines(questions: Iterable[Made]) -> Iterator[str]:
    """One JSON object a question, without line ends, in the form that ``rag eval`` reads."""
    for number, one in enumerate(questions, start=1):
        fields = {
            "id": f"made-{number:04}",
            "kind": one.kind,
            "question": one.question,
            "answers": list(one.answers),
            "uri": one.uri,
            "also_pages": list(one.also),
            "quote": one.quote,
        }
        always = ("id", "question", "answers", "uri")
        yield json.dumps({name: value for name, value in fields.items() if value or name in always}, ensure_ascii=False)
