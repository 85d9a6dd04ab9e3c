"""The reader as a generator: it reads the best passages at once, points at the answer and quotes where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.accord import MOST_AGREEING, agreeing, contradicting, share_together
from rag.answer.candidates import MOST_WORDS, count_words, excerpt
from rag.answer.confidence import confidence, score
from rag.answer.evidence import MOST_PIECES, Seen, look, meanings
from rag.answer.phrase import asks_for_a_phrase, grown
from rag.answer.steps import listed
from rag.protocols import Embedder, LexicalEncoder, PassageReader
from rag.readings import Readable, Reading
from rag.types import Hit, Proposal, Question, Quote, StageScores

SURE_SPAN = -0.3
"""Log10 of the share from which the span alone is the answer; below, the sentence it stands in."""
CLOSE = 2.0
"""How far below the lead's score a further sentence may be."""
_CLOSE_UNREAD = 0.2
"""The same where the reader does not know the language: without it pieces are much alike."""
_FEWEST_WORDS = 5
"""Of a further sentence: less is a label or a heading."""

UNREAD = Reading(answers=0.5, relevant=0.5, spans=())
"""What is said of a passage in a language that the reader does not know: nothing, of all of them alike."""
UNKNOWN = "the reader knows English only: this was chosen by words and meaning"

Said = tuple[str, tuple[Quote, ...]]


@dataclass(frozen=True, slots=True)
class Considered:
    """The pieces of the passages, best first, those passages, and whether they were read."""

    ranked: tuple[Seen, ...]
    hits: tuple[Hit, ...]
    was_read: bool = True


class ReadingGenerator:
    """Answers with a span of a passage, or with its sentence, list or steps; it cannot say what stands nowhere."""

    def __init__(
        self, reader: PassageReader, embedder: Embedder, lexical_encoder: LexicalEncoder, characters: int
    ) -> None:
        self._reader = reader
        self._embedder = embedder
        self._lexical_encoder = lexical_encoder
        self._characters = characters

    def propose(self, question: Question, hits: Sequence[Hit]) -> Proposal:
        """The lead answer with what it rests on; nothing without hits."""
        considered = self.consider(question, hits)
        if not considered.ranked:
            return Proposal((), 0.0, considered.hits)
        return self.worded(question, considered)

    def consider(self, question: Question, hits: Sequence[Hit]) -> Considered:
        """Read what the reader knows the language of, and weigh every piece."""
        near = within(hits, self._characters)
        was_read = knows_language(near)
        passages = [Readable(hit.context, hit.text) for hit in near]
        readings = self._reader.read(question.text, passages) if was_read else [UNREAD] * len(near)
        seen = look(question, near, readings, self._lexical_encoder)
        seen.sort(key=lambda piece: -score(piece.evidence))
        ranked = self._with_meaning(question, seen[:MOST_PIECES])
        return Considered(tuple(ranked), _read(hits, readings) if was_read else tuple(hits), was_read)

    def worded(self, question: Question, considered: Considered) -> Proposal:
        """What was considered, said; there must be a piece."""
        lead, *others = considered.ranked
        sure = confidence(lead.evidence, was_read=considered.was_read)
        notes = () if considered.was_read else (UNKNOWN,)
        rival = contradicting(question.text, lead, others)
        if rival is not None:
            return Proposal((_excerpted(lead), _excerpted(rival)), sure, considered.hits, True, notes)
        close = CLOSE if considered.was_read else _CLOSE_UNREAD
        said = self._steps(question, lead) or self._phrase(question, lead, others) or _sentences(lead, others, close)
        return Proposal(tuple(said), sure, considered.hits, notes=notes)

    def _with_meaning(self, question: Question, seen: Sequence[Seen]) -> list[Seen]:
        if not seen:
            return []
        cosines = meanings(question, seen, self._embedder)
        compared = [
            replace(piece, evidence=replace(piece.evidence, meaning=float(cosine)))
            for piece, cosine in zip(seen, cosines, strict=True)
        ]
        return sorted(compared, key=lambda piece: -score(piece.evidence))

    def _steps(self, question: Question, lead: Seen) -> list[Said]:
        quote = lead.piece.quote
        items = listed(question.text, quote.hit, quote.start, quote.end)
        return [(_text(item), (item,)) for item in items]

    def _phrase(self, question: Question, lead: Seen, others: Sequence[Seen]) -> list[Said]:
        """The span alone, cited with its sentence and with the documents that agree."""
        if lead.span is None or not asks_for_a_phrase(question.text) or share_together(lead, others) < SURE_SPAN:
            return []
        hit = lead.piece.quote.hit
        start, end = grown(hit.text, lead.span[0] - hit.start, lead.span[1] - hit.start)
        said = hit.text[start:end]
        if not any(char.isalnum() for char in said) or count_words(said) > MOST_WORDS:
            return []
        quote = Quote(hit, min(lead.piece.quote.start, hit.start + start), max(lead.piece.quote.end, hit.start + end))
        return [(said, (quote, *agreeing(lead, others, said)))]


def knows_language(hits: Sequence[Hit]) -> bool:
    """Whether the reader, which knows English, can read the best passage; what could not be told counts as English."""
    return not hits or hits[0].language in (None, "en")


def within(hits: Sequence[Hit], characters: int) -> tuple[Hit, ...]:
    """The first hits whose text stays within so many characters together, one at least."""
    room = characters
    for place, hit in enumerate(hits):
        room -= len(hit.text) + len(hit.context)
        if room < 0:
            return tuple(hits[: max(1, place)])
    return tuple(hits)


def _read(hits: Sequence[Hit], readings: Sequence[Reading]) -> tuple[Hit, ...]:
    """The hits with what reading gave: the probability that a passage answers; the others were not read."""
    marked = [
        replace(hit, scores=StageScores(hit.scores.dense, hit.scores.lexical, hit.scores.fused, reading.answers))
        for hit, reading in zip(hits, readings, strict=False)
    ]
    return (*marked, *hits[len(marked) :])


def _sentences(lead: Seen, others: Sequence[Seen], close: float) -> list[Said]:
    """The lead's sentence and, while there is room, what is nearly as good; the same again is one more proof of it."""
    chosen: dict[str, Said] = {}
    room = MOST_WORDS
    for seen in (lead, *others):
        if score(seen.evidence) < score(lead.evidence) - close:
            break
        text, quotes = _excerpted(seen)
        words = count_words(text)
        if text in chosen:
            chosen[text] = _proved_again(chosen[text], quotes[0])
        elif words <= room and (seen is lead or words >= _FEWEST_WORDS):
            chosen[text] = text, quotes
            room -= words
    return list(chosen.values())


def _proved_again(said: Said, quote: Quote) -> Said:
    """With the quote of one more document, while they are few."""
    text, quotes = said
    known = {known.hit.document_id for known in quotes}
    return said if quote.hit.document_id in known or len(quotes) >= MOST_AGREEING else (text, (*quotes, quote))


def _excerpted(seen: Seen) -> Said:
    """The piece, or where it is long the part of it around the span."""
    quote, text = seen.piece.quote, seen.piece.text
    wanted = [(seen.span[0] - quote.start, seen.span[1] - quote.start)] if seen.span else []
    start, end = excerpt(text, wanted)
    return text[start:end], (Quote(quote.hit, quote.start + start, quote.start + end),)


def _text(quote: Quote) -> str:
    return quote.hit.text[quote.start - quote.hit.start : quote.end - quote.hit.start]
