"""Messages to a prompt, in the words that a model was trained on: its tokenizer's chat template.

What a message says cannot pass for the template's own: the tokenizer's special tokens are broken up in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rag.types import Message

_SPEAKERS = {"system": "", "user": "User: ", "assistant": "Assistant: "}
PLAIN_STOPS = ("\nUser:",)
"""What ends a reply to the plain prompt: a model that knows no turns would go on with the next one."""


class Chat:
    """The chat template of one tokenizer; safe to call from several threads when the tokenizer is."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        marks = sorted({mark for mark in tokenizer.all_special_tokens if len(mark) > 1}, key=len, reverse=True)
        self._marks = re.compile("|".join(map(re.escape, marks))) if marks else None
        self.stops = () if tokenizer.chat_template else PLAIN_STOPS

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Token numbers of the prompt, up to where the reply begins."""
        parts = [{"role": part.role, "content": self._broken(part.content)} for part in messages]
        if not self._tokenizer.chat_template:
            ids: list[int] = self._tokenizer(_plain(parts)).input_ids
            return ids
        return list(self._tokenizer(self._templated(parts), add_special_tokens=False).input_ids)

    def _templated(self, parts: list[dict[str, str]]) -> str:
        """By the template; the system's words go into the first question where it has no place for them.

        Models that can think aloud are asked not to: what they think is nothing that can be cited.
        """
        try:
            return self._render(parts)
        except Exception:  # The template's own error, of whatever template language.
            return self._render(_without_system(parts))

    def _render(self, parts: list[dict[str, str]]) -> str:
        return str(
            self._tokenizer.apply_chat_template(
                parts, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
        )

    def _broken(self, text: str) -> str:
        return self._marks.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text) if self._marks else text


def _without_system(parts: list[dict[str, str]]) -> list[dict[str, str]]:
    system = "\n\n".join(part["content"] for part in parts if part["role"] == "system")
    others = [dict(part) for part in parts if part["role"] != "system"]
    if others and system:
        others[0]["content"] = f"{system}\n\n{others[0]['content']}"
    return others


def _plain(parts: list[dict[str, str]]) -> str:
    said = "\n\n".join(_SPEAKERS[part["role"]] + part["content"] for part in parts)
    return f"{said}\n\nAssistant:"
