"""Write docs/settings.md from the settings themselves: ``python tests/house/write_settings.py``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, get_args, get_origin

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "settings.md"
COMMAND = "python tests/house/write_settings.py"

INTRODUCTION = f"""# Settings

Every setting is an environment variable; there is no settings file. The option `--data DIR` of a
command goes before `RAG_DATA`, and a wrong value ends the command with exit code 2 and the name of the variable.

This page is written by `{COMMAND}`.

| variable | default | values | meaning |
| --- | --- | --- | --- |
"""
BOUNDS = {"ge": "at least {}", "gt": "above {}", "le": "at most {}", "lt": "below {}"}


def page(settings):
    """The page for a settings class."""
    return INTRODUCTION + "".join(row(name, field) for name, field in settings.model_fields.items())


def row(name, field):
    cells = (f"`RAG_{name.upper()}`", default(field.default), values(field), field.description.replace("|", "\\|"))
    return "| " + " | ".join(cells) + " |\n"


def default(value):
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return "none" if value is None or value == "" else f"`{value}`"


def values(field):
    """What may be set: choices, numbers with their bounds, or whatever the meaning says."""
    kinds = get_args(field.annotation) or (field.annotation,)
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in kinds)
    if bool in kinds:
        return "`true`, `false`"
    if Path in kinds:
        return "folder"
    if not {int, float} & set(kinds):
        return "text"
    bounds = [
        text.format(getattr(bound, name))
        for bound in field.metadata
        for name, text in BOUNDS.items()
        if hasattr(bound, name)
    ]
    return ", ".join(["whole number" if int in kinds else "number", *bounds])


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from rag.settings import Settings

    PAGE.write_text(page(Settings), encoding="utf-8")
