"""Hand-made hits, citations and answers, short enough to check figures in one's head."""

from rag.evaluate.judge import Row
from rag.types import Answer, Citation, Hit, Sentence, StageRanks, StageScores


class WordTokenizer:
    """One token a word, so that a budget of tokens is a budget of words."""

    max_tokens = 256

    def spans(self, text):
        spans, place = [], 0
        for word in text.split():
            start = text.index(word, place)
            place = start + len(word)
            spans.append((start, place))
        return spans

    def count(self, texts):
        return [len(text.split()) + 2 for text in texts]


def hit(uri, text="", rank=1, start=0, scores=None):
    return Hit(
        rank=rank,
        score=1.0 / rank,
        scores=scores or StageScores(),
        ranks=StageRanks(),
        chunk_id=rank,
        document_id=uri,
        version=1,
        uri=uri,
        title=None,
        start=start,
        end=start + len(text),
        text=text,
    )


def cite(uri, quote, start=0):
    return Citation(document_id=uri, version=1, uri=uri, title=None, start=start, end=start + len(quote), quote=quote)


def answer(text, citations=(), confidence=0.9, hits=()):
    sentence = Sentence(text, tuple(range(len(citations))))
    return Answer(text, False, confidence, "", (sentence,), tuple(citations), tuple(hits))


def abstention(confidence=0.1, withheld=None, citations=()):
    sentences = () if withheld is None else (Sentence(withheld, tuple(range(len(citations)))),)
    return Answer(None, True, confidence, "not in these documents", sentences, tuple(citations))


def row(**fields):
    """A row of an answerable question answered right with confidence 0.9; fields as wanted."""
    usual = {
        "id": "q",
        "kind": None,
        "question": "?",
        "answerable": True,
        "abstained": False,
        "confidence": 0.9,
        "text": "yes",
        "right": True,
        "exact": 1.0,
        "f1": 1.0,
        "words": 1,
        "citations": 1,
        "verified": 1,
        "hit_1": None,
        "hit_5": None,
        "mrr_10": None,
        "ndcg_10": None,
        "passage": None,
        "ask_ms": 2.0,
        "search_ms": 1.0,
    }
    return Row(**usual | fields)


def unanswerable(**fields):
    """A row of an unanswerable question that was left without an answer."""
    usual = {"answerable": False, "abstained": True, "confidence": 0.1, "text": None, "words": None}
    return row(**usual | {"right": None, "exact": None, "f1": None, "citations": 0, "verified": 0} | fields)
