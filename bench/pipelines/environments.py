"""A virtual environment for each rival, made from its pinned requirements and kept until these change."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
RIVALS = ROOT / "bench" / "rivals"
ENVIRONMENTS = ROOT / "bench" / ".envs"
OURS = "sourcebound"
NAMES = (OURS, "langchain", "llamaindex", "haystack", "txtai")


def python_of(name: str) -> Path:
    """The interpreter that runs a pipeline: this one for ours, that of its own environment for a rival."""
    requirements = RIVALS / name / "requirements.txt"
    if not requirements.exists():
        return Path(sys.executable)
    environment = ENVIRONMENTS / name
    python = environment / "bin" / "python"
    stamp = environment / "installed.txt"
    wanted = requirements.read_text("utf-8")
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        print(f"Setting up the environment of {name} ...", flush=True)
        venv.create(environment, clear=True, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements)], check=True)
        stamp.write_text(wanted, "utf-8")
    return python
