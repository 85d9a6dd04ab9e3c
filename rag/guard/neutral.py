"""Passages made harmless for a prompt: no mark in them can pass for one of the prompt's own.

The result is for prompts only; what is stored, quoted and cited stays as it is. Only spaces and ``> `` are put in and
only unseen characters left out, so that words keep their order and spelling and can be looked up in the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.guard.folding import folded
from rag.guard.invisible import visible

# Names as case-folded NFKC leaves them. Sources: the chat templates that come with these models' tokenizers.
_TAGS = (
    r"s|bos|eos|pad|unk|mask|sep|cls|sop|eop|eoh|eoa|eod|bos_token|eos_token"
    r"|start_of_turn|end_of_turn|start_of_image|end_of_image|start_function_\w+|end_function_\w+|escape"
    r"|think|thinking|thought|reasoning|tools?|tool_calls?|tool_response|tool_result|tool_use|function_calls?|function"
    r"|invoke|parameter|fim_(?:prefix|middle|suffix|pad)|repo_name|file_sep|extra_id_\d+|unused_?\d+|reserved_?\d+"
    r"|special_\d+|tokens_unused_\d+"
    # What prompts are wont to delimit their parts with.
    r"|system|user|assistant|human|model|developer|instructions?|system[-_ ]?prompt|prompt|context|contexts|documents?"
    r"|docs?|passages?|sources?|excerpts?|evidence|search_results?|results?|chunks?|question|query|answer|response"
)
_SQUARE = (
    r"inst|sys|system_prompt|available_tools|tool_calls|tool_results|tool_content|call_id|args|think|img|img_break"
    r"|img_end|audio|begin_audio|prefix|middle|suffix|gmask|smask|model_settings|begin_of_text|end_of_text"
)
_TOKENS = (
    r"<\|[^\n<>]{1,80}\|>",
    r"\[\|[^\n\[\]]{1,80}\|\]",
    rf"<(?:/\s*)?(?:{_TAGS})(?:[\s/:=][^<>]{{0,200}})?>",
    rf"\[/?(?:{_SQUARE})\]",
    r"<</?sys>>",
    r">>(?:introduction|question|answer|title|abstract|summary|comment|suffix|prefix|middle)<<",
)
_ROLES = (
    r"(?:gpt4 correct )?(?:system|user|human|assistant|ai|bot|chatbot|model|developer|tool|function|observation)"
    r"(?: (?:prompt|message|instructions?|note|override))?|(?:new |updated )?instructions?|response|input|output"
)
_ROLE = re.compile(
    rf"^[ \t]*(?:[*_]{{0,3}}(?:{_ROLES})[*_]{{0,3}}[ \t]*:|#{{1,6}}[ \t]*[*_]{{0,3}}(?:{_ROLES})\b)", re.MULTILINE
)


def neutral(text: str, delimiters: Sequence[str] = ()) -> str:
    """``text`` as a prompt may hold it.

    Special tokens of chat templates and the prompt's own ``delimiters`` are parted after their first character, lines
    that begin like a turn of a conversation become quotes, unseen characters are left out; all of this in any case,
    width or other spelling that NFKC makes the same. Give it whatever comes from a document (titles and uris too), put
    together as the prompt will hold it. Doing it twice changes nothing.
    """
    text = visible(text)
    spelled, places = folded(text)
    inserted = {places[found.start()]: "> " for found in _ROLE.finditer(spelled)}
    for found in _pattern(tuple(delimiters)).finditer(spelled):
        place = places[found.start()] + 1
        inserted[place] = inserted.get(place, "") + " "
    return _with(text, inserted)


@lru_cache(maxsize=64)
def _pattern(delimiters: tuple[str, ...]) -> re.Pattern[str]:
    own = [re.escape(folded(delimiter)[0]) for delimiter in delimiters if len(delimiter) > 1]
    # Looked ahead, not taken: occurrences may overlap, and each is parted.
    return re.compile(f"(?={'|'.join((*_TOKENS, *own))})")


def _with(text: str, inserted: dict[int, str]) -> str:
    pieces, last = [], 0
    for place in sorted(inserted):
        pieces += [text[last:place], inserted[place]]
        last = place
    return "".join([*pieces, text[last:]])
