"""Lets a language model write and sends on what its sources support, sentence by sentence."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from rag.answer.ground import Proofs, Source
from rag.answer.steps import stands_alone
from rag.errors import RagError
from rag.protocols import Embedder, LanguageModel
from rag.types import Citation, Hit, Message, Question, Sampling, Sentence
from rag.wanted import check_wanted
from rag.writing.events import Said
from rag.writing.leading import leads, statement
from rag.writing.planted import repeats_order
from rag.writing.prompt import Prompt, prompt, said_again
from rag.writing.refusal import refuses
from rag.writing.sentences import Cutter, Stated
from rag.writing.sources import Sources
from rag.writing.support import Checked, SupportCheck

Unsupported = Literal["drop", "mark", "rewrite"]

MOST_REWRITTEN = 3
"""Sentences of an answer that the model is asked to say again."""
_ENDS = (".", "!", "?", "…", "。", "！", "？", '"', "”", "'", ")", "`", "*", "|")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes answers with one model; safe to use from several threads."""

    model: LanguageModel
    check: SupportCheck
    embedder: Embedder
    source: Source
    unsupported: Unsupported

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """An answer that is still to be written."""
        return Draft(self, question, hits)


class Draft:
    """One answer while it is written.

    ``refused``: the model said that the passages do not answer; ``failure``: why it stopped before its end;
    ``dropped``: how many sentences the sources did not support.
    """

    def __init__(self, writer: Writer, question: Question, hits: Sequence[Hit]) -> None:
        self._writer = writer
        self._prompt: Prompt = prompt(question, hits, writer.model)
        self._sources = Sources(question.text, self._prompt.passages, writer.embedder)
        self._proofs = Proofs(writer.source)
        self._question = question.text
        self._lead: str | None = None
        self._lead_said = False
        self._held: list[Checked] = []
        self._rewritten = 0
        self.sentences: list[Sentence] = []
        self.dropped = 0
        self.refused = False
        self.failure: RagError | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self._proofs.citations

    def said(self) -> Iterator[Said]:
        """Each sentence as soon as it is finished and checked."""
        if not self._prompt.passages:
            return
        with self._replying(self._prompt.messages) as stated_ones:
            for stated in stated_ones:
                if refuses(stated.text):
                    # The first thing said is the answer; later it is no more than an aside.
                    self.refused = not (self.sentences or self._held)
                    if self.refused:
                        return
                elif leads(stated.text):
                    self._lead, self._lead_said = stated.text, False
                else:
                    yield from self._take(stated)

    def _take(self, stated: Stated) -> Iterator[Said]:
        if not stands_alone(stated.text):
            self._lead = None
        checked = self._checked(stated)
        if checked is None:
            return
        if checked.support.supported:
            yield from self._led(checked)
        elif not self.sentences:
            # Held until something is supported: an answer of which nothing is must not have begun.
            self._held.append(checked)
            return
        for one in (*self._held, checked):
            yield from self._say(one)
        self._held = []

    def _led(self, checked: Checked) -> Iterator[Said]:
        """The words that lead to a list, before the first of its items that is supported, with its proof."""
        if self._lead and not self._lead_said:
            self._lead_said = True
            if not self._sources.lacks(self._lead):
                yield from self._say(Checked(self._lead, checked.support, checked.quotes))

    def _checked(self, stated: Stated) -> Checked | None:
        """The sentence with its verdict; None when it is dropped."""
        if repeats_order(stated.text, self._question):
            self.dropped += 1
            return None
        checked = self._writer.check.check(stated, self._sources, statement(self._lead, stated))
        if checked.support.supported:
            return checked
        if self._writer.unsupported == "mark":
            return Checked(checked.text, checked.support, ())
        again = self._said_again(stated) if self._writer.unsupported == "rewrite" else None
        self.dropped += again is None
        return again

    def _said_again(self, stated: Stated) -> Checked | None:
        """What the model makes of a sentence that it is asked to say again, where the sources support that."""
        if self._rewritten == MOST_REWRITTEN:
            return None
        self._rewritten += 1
        with self._replying(said_again(self._prompt, stated.text)) as stated_ones:
            for other in stated_ones:
                if refuses(other.text):
                    return None
                checked = self._writer.check.check(other, self._sources, statement(self._lead, other))
                return checked if checked.support.supported else None
        return None

    def _say(self, checked: Checked) -> Iterator[Said]:
        """The sentence as it is sent; a supported one only with a proof that stands."""
        places = self._proofs.of(checked.quotes)
        if checked.support.supported and not places:
            self.dropped += 1
            return
        self.sentences.append(Sentence(checked.text, places, checked.support))
        yield Said(self.sentences[-1], tuple(self.citations[place] for place in places))

    @contextmanager
    def _replying(self, messages: Sequence[Message]) -> Iterator[Iterator[Stated]]:
        """The sentences of a reply; leaving the block ends the model's work."""
        pieces = self._writer.model.stream(messages, Sampling(max_tokens=self._prompt.most_tokens))
        try:
            yield self._stated(pieces)
        finally:
            if isinstance(pieces, Generator):
                pieces.close()

    def _stated(self, pieces: Iterator[str]) -> Iterator[Stated]:
        cutter = Cutter()
        try:
            for piece in pieces:
                check_wanted()
                yield from cutter.add(piece)
        except RagError as error:
            # What was not finished may say anything.
            self.failure = error
            return
        for stated in cutter.finish():
            whole = stated.text.endswith(_ENDS) or stands_alone(stated.text) or not self.sentences
            if whole:
                yield stated
