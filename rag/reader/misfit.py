"""What is said when weights are not those of the reader's network."""

from __future__ import annotations

from rag.errors import ModelError


def misfit(why: object) -> ModelError:
    """The error to raise."""
    return ModelError(f"The reader's weights do not fit its architecture ({why})", "Install Sourcebound again.")
