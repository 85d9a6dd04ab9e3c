"""The knowledge gap: what a language model says from memory beside what it says from the documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rag.errors import InvalidRequest
from rag.protocols import Estimating, LanguageModel
from rag.serialize import answer_json
from rag.service import DEFAULT_HITS, Service
from rag.types import Answer, Message, Sampling
from rag.writing.prompt import prompt

_MOST_TOKENS = 160
"""Of what is said from memory: enough to see whether it is known."""


@dataclass(frozen=True, slots=True)
class Perplexity:
    """How unlikely the model finds the answer that the documents gave, 1 or more, without and with their passages."""

    without: float
    with_passages: float


@dataclass(frozen=True, slots=True)
class Gap:
    """``memory`` is what the model says by itself, unchecked; ``answer`` what it says from the documents, checked."""

    question: str
    model: str
    memory: str
    answer: Answer
    perplexity: Perplexity | None


def knowledge_gap(service: Service, question: str, k: int = DEFAULT_HITS) -> Gap:
    """Ask the service's language model without and with the documents.

    The perplexity is None where nothing was answered, and of a model that does not tell it (one behind a server).
    Raises InvalidRequest without a language model, and what the model raises.
    """
    model = service.language_model
    if model is None:
        cause = "there is no language model to compare with"
        raise InvalidRequest(cause, "name one: RAG_GENERATOR=local:FOLDER rag compare ...")
    alone = (Message("user", question),)
    memory = "".join(model.stream(alone, Sampling(max_tokens=_MOST_TOKENS))).strip()
    answer = service.ask(question, k)
    return Gap(question, model.name, memory, answer, _perplexity(service, model, alone, question, answer))


def gap_json(gap: Gap) -> dict[str, Any]:
    """The same for machines."""
    return {
        "question": gap.question,
        "model": gap.model,
        "memory": gap.memory,
        "answer": answer_json(gap.answer),
        "perplexity": gap.perplexity and asdict(gap.perplexity),
    }


def _perplexity(
    service: Service, model: LanguageModel, alone: Sequence[Message], question: str, answer: Answer
) -> Perplexity | None:
    if answer.text is None or not isinstance(model, Estimating):
        return None
    prepared, _ = service.found(question)
    together = prompt(prepared, answer.hits, model).messages
    without, with_passages = (model.perplexity(messages, answer.text) for messages in (alone, together))
    return None if without is None or with_passages is None else Perplexity(without, with_passages)
