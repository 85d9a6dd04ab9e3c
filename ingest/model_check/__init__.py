"""What a language model is worth here: asked about the sample documents, and about documents that give it orders."""

from ingest.model_check.check import Checkup, check_model
from ingest.model_check.figures import Figures, figures, to_json

__all__ = ["Checkup", "Figures", "check_model", "figures", "to_json"]
