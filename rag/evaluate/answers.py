"""Whether a text says an accepted answer: SQuAD's normalization, exact match and token F1, and "says it within"."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_ARTICLES = frozenset({"a", "an", "the"})
# Chinese and Japanese put no spaces between words, so there each character is a token.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(f"[{_UNSPACED}]|[^\\s{_UNSPACED}]+")
_ASCII_SYMBOLS = frozenset("$+<=>^`|~")


def tokens(text: str) -> list[str]:
    """SQuAD's tokens: lower case, no punctuation, no English articles, split at white space.

    Beyond SQuAD, punctuation outside ASCII goes too, and Chinese and Japanese characters are tokens of their own.
    """
    kept = "".join(char for char in unicodedata.normalize("NFC", text).lower() if not _is_punctuation(char))
    spaced = _UNSPACED_CHARACTER.sub(r" \g<0> ", kept)
    return [token for token in spaced.split() if token not in _ARTICLES]


def exact_match(text: str, accepted: Sequence[str]) -> float:
    """1.0 when the text equals an accepted answer token by token, else 0.0."""
    said = tokens(text)
    return float(any(said == tokens(answer) for answer in accepted))


def token_f1(text: str, accepted: Sequence[str]) -> float:
    """The best harmonic mean of token precision and recall against an accepted answer; 0.0 without any."""
    said = tokens(text)
    return max((_f1(said, tokens(answer)) for answer in accepted), default=0.0)


def says(text: str, accepted: Sequence[str]) -> bool:
    """Whether an accepted answer stands within the text.

    It does as a run of whole tokens, or letter by letter (case and white space apart) at the borders of a word or
    number: "1000" is said by ``number=1000`` and by neither "1000.5" nor "11000".
    """
    return any(_says(text, answer) for answer in accepted)


def count_words(text: str) -> int:
    """Words between white space; each Chinese or Japanese character is one."""
    return len(_WORD.findall(text))


def _f1(said: list[str], wanted: list[str]) -> float:
    shared = sum((Counter(said) & Counter(wanted)).values())
    if not shared:
        return float(said == wanted)
    return 2 * shared / (len(said) + len(wanted))


def _says(text: str, answer: str) -> bool:
    wanted = tokens(answer)
    if wanted and _holds_run(tokens(text), wanted):
        return True
    literal = _one_line(answer)
    return bool(literal) and re.search(_bordered(literal), _one_line(text)) is not None


def _holds_run(said: list[str], wanted: list[str]) -> bool:
    return any(said[start : start + len(wanted)] == wanted for start in range(len(said) - len(wanted) + 1))


def _bordered(literal: str) -> str:
    before = rf"(?<![^\W{_UNSPACED}])(?<!\d[.,])" if _needs_border(literal[0]) else ""
    after = rf"(?![^\W{_UNSPACED}])(?![.,]\d)" if _needs_border(literal[-1]) else ""
    return before + re.escape(literal) + after


def _needs_border(char: str) -> bool:
    return (char.isalnum() or char == "_") and not _UNSPACED_CHARACTER.match(char)


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def _is_punctuation(char: str) -> bool:
    return char in _ASCII_SYMBOLS or unicodedata.category(char).startswith("P")
