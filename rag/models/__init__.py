"""Language models: one adapter a file behind the ``LanguageModel`` protocol; what they say is never trusted."""

from rag.models.open import open_language_model

__all__ = ["open_language_model"]
