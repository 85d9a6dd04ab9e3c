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


def runner_of(name: str) -> list[str]:
    """The command that runs a pipeline: by this interpreter for ours, by that of its own environment for a rival."""
    return [str(_python_of(name)), "-m", f"bench.rivals.{name}.runner"]


def _python_of(name: str) -> Path:
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
        subprocess.run([str(python), "-m", "pip", "install", "-qq", "-r", str(requirements)], check=True)
        stamp.write_text(wanted, "utf-8")
    return python
