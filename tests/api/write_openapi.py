"""Write the OpenAPI description that the tests compare with: ``python tests/api/write_openapi.py``."""

from __future__ import annotations

import json
from pathlib import Path

from api.app import create_app
from rag.settings import Settings

SNAPSHOT = Path(__file__).with_name("openapi.json")


def description():
    return create_app(Settings()).openapi()


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(description(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
