"""The language of a text: by its script where that decides, else by a statistical model, else unknown."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_SAMPLE = 3000
_FEWEST_LETTERS = 20
_FEWEST_IDEOGRAPHS = 4
_LEAST_CONFIDENCE = 0.5
_MOSTLY = 0.5
_KANA_SHARE = 0.05
_CODE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")
_SPACES = re.compile(r"[\s\d]+")
# Scripts that one language writes, and those that several share: their model answer must be one of these.
_OWN_SCRIPT = {
    "ko": re.compile("[\uac00-\ud7af\u1100-\u11ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "te": re.compile("[\u0c00-\u0c7f]"),
}
_SHARED_SCRIPT = (
    (re.compile("[\u0400-\u052f]"), frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt"})),
    (re.compile("[\u0590-\u05ff]"), frozenset({"he", "yi"})),
    (re.compile("[\u0600-\u06ff]"), frozenset({"ar", "fa", "ur", "ps", "ug", "sd"})),
    (re.compile("[\u0900-\u097f]"), frozenset({"hi", "mr", "ne", "sa"})),
)
_KANA = re.compile("[\u3040-\u30ff]")
_IDEOGRAPHS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def detect(text: str) -> str | None:
    """ISO 639-1 code of the language that most of ``text`` is in; None when it is too short or too mixed to say.

    Reads a bounded sample from the middle of the text. The model is loaded on first use (some 0.7 s).
    """
    sample = _sample(text)
    letters = sum(map(str.isalpha, sample))
    by_script = _by_script(sample, letters)
    if by_script:
        return by_script
    if letters < _FEWEST_LETTERS:
        return None
    language, confidence = _model().classify(sample)
    if confidence < _LEAST_CONFIDENCE or len(language) != 2:
        return None
    for script, languages in _SHARED_SCRIPT:
        if len(script.findall(sample)) > _MOSTLY * letters and language not in languages:
            return None
    return str(language)


def language_code(declared: str | None) -> str | None:
    """ISO 639-1 code of a language tag such as ``en-US``; None for what is none."""
    match = _CODE.fullmatch(declared.strip()) if declared else None
    return match[1].lower() if match else None


def _sample(text: str) -> str:
    start = max(0, (len(text) - _SAMPLE) // 2)
    return _SPACES.sub(" ", text[start : start + _SAMPLE])


def _by_script(sample: str, letters: int) -> str | None:
    """Languages with a script of their own, and Japanese and Chinese by the share of kana."""
    kana, ideographs = len(_KANA.findall(sample)), len(_IDEOGRAPHS.findall(sample))
    if kana + ideographs >= max(_FEWEST_IDEOGRAPHS, _MOSTLY * letters):
        return "ja" if kana > _KANA_SHARE * (kana + ideographs) else "zh"
    for language, script in _OWN_SCRIPT.items():
        if len(script.findall(sample)) >= max(_FEWEST_IDEOGRAPHS, _MOSTLY * letters):
            return language
    return None


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
