"""From settings to a language model."""

from __future__ import annotations

from rag.errors import ModelError
from rag.models.circuit import Guarded
from rag.models.feed import Patience
from rag.models.named import Named, read_name
from rag.protocols import LanguageModel
from rag.settings import Settings


def open_language_model(settings: Settings) -> LanguageModel | None:
    """The model that the settings name, with a circuit around it; None where the reader answers alone.

    A local model is loaded by its first reply. Raises InvalidRequest, ModelError, MissingExtra.
    """
    named = read_name(settings.generator)
    return None if named.kind == "reader" else Guarded(_open(named, settings))


def _open(named: Named, settings: Settings) -> LanguageModel:
    from rag.models.langchain_chat import LangChainChat

    key = settings.model_key.get_secret_value() if settings.model_key else None
    patience = Patience(settings.model_first_seconds, settings.model_silent_seconds, settings.model_seconds)
    match named.kind:
        case "openai":
            from rag.models.openai_chat import served_model

            model = served_model(named.place, named.model, key, patience)
        case "langchain":
            from rag.models.langchain_chat import chat_model

            model = chat_model(named.place, named.model, key)
        case _:
            raise ModelError(f"There is no engine for {settings.generator} yet", "Use another RAG_GENERATOR.")
    return LangChainChat(
        model,
        f"{named.model} at {named.place}" if named.kind == "openai" else f"{named.place}:{named.model}",
        window=settings.model_window,
        patience=patience,
        places=settings.model_queue,
        secrets=[key] if key else [],
        finishes=named.kind == "openai",
    )
