"""Catalogs as earlier versions left them: the same migrations, stopped halfway."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import rag.catalog


def make_old_catalog(url: str, revision: str) -> None:
    """Make an empty catalog of an earlier revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(rag.catalog.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
