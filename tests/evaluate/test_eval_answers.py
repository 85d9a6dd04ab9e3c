"""SQuAD's figures and "says an accepted answer", by hand."""

import pytest

from rag.evaluate.answers import count_words, exact_match, says, token_f1, tokens


def test_normalization_is_squads():
    assert tokens("The  Walt Disney Company, (Inc.) an A") == ["walt", "disney", "company", "inc"]
    assert tokens("number=1,000$") == ["number1000"]
    assert tokens("“quoted” – dash") == ["quoted", "dash"]


def test_chinese_and_japanese_characters_are_tokens():
    assert tokens("向量数据库。FAISS") == ["向", "量", "数", "据", "库", "faiss"]


def test_exact_match_takes_any_accepted_answer():
    assert exact_match("The Mersenne twister.", ["PRNG", "Mersenne Twister"]) == 1.0
    assert exact_match("a Mersenne Twister generator", ["Mersenne Twister"]) == 0.0
    assert exact_match("anything", []) == 0.0
    assert exact_match("", ["x"]) == 0.0


def test_token_f1_by_hand():
    # Said: port 8000 by default; wanted: port 8000. Precision 2/4, recall 2/2.
    assert token_f1("Port 8000 by default", ["port 8000"]) == pytest.approx(2 / 3)
    assert token_f1("8000", ["9000", "port 8000"]) == pytest.approx(2 / 3)
    assert token_f1("x x", ["x y"]) == pytest.approx(0.5)
    assert token_f1("nothing", ["else"]) == 0.0
    assert token_f1("anything", []) == 0.0


def test_only_articles_equal_only_articles():
    assert token_f1("the", ["a"]) == 1.0


@pytest.mark.parametrize(
    ("text", "answer", "said"),
    [
        ("The server listens to port 8000 by default.", "8000", True),
        ("timeit(stmt='pass', number=1000000, globals=None)", "1000000", True),
        ("It is 1,000,000 times.", "1,000,000", True),
        ("It is 1.5 seconds", "1", False),
        ("It is 1.5 seconds", "5", False),
        ("It is 11000 times", "1000", False),
        ("It is 1000", "1000", True),
        ("It ends with 1000.", "1000", True),
        ("Use newline='' when opening", "newline=''", True),
        ("Calls os._exit() then", "os._exit()", True),
        ("Python uses the Mersenne\n Twister as the core", "a Mersenne Twister", True),
        ("the cat", "at", False),
        ("Mersenne or Twister", "Mersenne Twister", False),
        ("向量数据库保存向量。", "数据库", True),
        ("共有5个", "5", True),
        ("anything", "the", False),
        ("anything", "?!", False),
    ],
)
def test_says(text, answer, said):
    assert says(text, [answer]) is said


def test_says_nothing_without_accepted_answers():
    assert says("anything", []) is False


def test_words():
    assert count_words("") == 0
    assert count_words("port 8000, by default.") == 4
    assert count_words("向量 database 数据") == 5
