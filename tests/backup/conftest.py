"""The shipped samples, ingested once."""

from __future__ import annotations

from tests.journeys.conftest import samples

__all__ = ["samples"]
