"""From settings to a language model."""

from __future__ import annotations

from pathlib import Path

from rag.models.circuit import Guarded
from rag.models.feed import Patience
from rag.models.folder import find_model, read_converted
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
    patience = Patience(settings.model_first_seconds, settings.model_silent_seconds, settings.model_seconds)
    if named.kind == "local":
        from rag.models.local import LocalModel

        return LocalModel(
            find_model(settings, named.place),
            precision=settings.model_precision,
            window=settings.model_window,
            patience=patience,
            places=settings.model_queue,
        )
    if named.kind == "genai":
        from rag.models.openvino_genai import GenaiModel

        folder = read_converted(Path(named.place).expanduser().resolve())
        return GenaiModel(folder, window=settings.model_window, patience=patience, places=settings.model_queue)
    return _elsewhere(named, settings, patience)


def _elsewhere(named: Named, settings: Settings, patience: Patience) -> LanguageModel:
    from rag.models.langchain_chat import LangChainChat, chat_model
    from rag.models.openai_chat import served_model

    key = settings.model_key.get_secret_value() if settings.model_key else None
    served = named.kind == "openai"
    model = (
        served_model(named.place, named.model, key, patience) if served else chat_model(named.place, named.model, key)
    )
    return LangChainChat(
        model,
        f"{named.model} at {named.place}" if served else f"{named.place}:{named.model}",
        window=settings.model_window,
        patience=patience,
        places=settings.model_queue,
        secrets=[key] if key else [],
        finishes=served,
    )
