"""Languages: by script where that decides, by the model else, unknown where neither is sure."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ingest.language import detect, language_code

SENTENCES = {
    "en": "The tides rise and fall twice a day because the moon pulls at the water of the sea.",
    "de": "Die Gezeiten steigen und fallen zweimal am Tag, weil der Mond am Wasser des Meeres zieht.",
    "fr": "Les marées montent et descendent deux fois par jour parce que la lune attire l'eau de la mer.",
    "es": "Las mareas suben y bajan dos veces al día porque la luna atrae el agua del mar.",
    "ru": "Приливы поднимаются и опускаются дважды в день, потому что луна притягивает воду моря.",
    "uk": "Припливи піднімаються та опускаються двічі на день, бо місяць притягує воду моря.",
    "zh": "潮汐每天涨落两次，因为月亮吸引海水。",
    "ja": "月が海の水を引くので、潮は一日に二回満ち引きします。",
    "ko": "달이 바닷물을 끌어당기기 때문에 조수는 하루에 두 번 오르내립니다.",
    "el": "Οι παλίρροιες ανεβαίνουν και κατεβαίνουν δύο φορές την ημέρα.",
    "he": "הגאות והשפל מתרחשים פעמיים ביום כי הירח מושך את מי הים.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_enough(language):
    assert detect(SENTENCES[language]) == language


@pytest.mark.parametrize(
    "text",
    ["", "Go!", "1 2 3 4 5 6 7 8 9 10", "|||| ---- ||||", "x = 1; y = 2", "npm ls", "kernel driver module index param"],
)
def test_too_little_to_say(text):
    assert detect(text) is None


def test_only_a_sample_is_read():
    assert detect(SENTENCES["en"] * 200_000) == "en"


@pytest.mark.parametrize(
    ("declared", "code"), [("en-US", "en"), ("DE", "de"), (" zh_Hans ", "zh"), ("", None), ("x1", None), (None, None)]
)
def test_declared_languages(declared, code):
    assert language_code(declared) == code


def test_a_declared_language_needs_no_model():
    program = (
        "import sys; from ingest.readers.html import HtmlReader;"
        "HtmlReader().read(b'<html lang=en><p>The tides rise and fall twice a day', 'x');"
        "sys.exit('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
