"""Unpacks the archives of evaluation sets, on every Python that the project runs on."""

from __future__ import annotations

import tarfile
from pathlib import Path


def unpack(path: Path, folder: Path, suffix: str = "") -> None:
    """The files of a tar archive whose names end with ``suffix``; what would leave the folder is refused.

    ``extractall`` can refuse it by itself from Python 3.11.4 on; Debian 12 has 3.11.2.
    """
    with tarfile.open(path) as archive:
        members = [member for member in archive if member.isfile() and member.name.endswith(suffix)]
        outside = [name for name in (member.name for member in members) if ".." in Path(name).parts or name[:1] == "/"]
        if outside:
            raise ValueError(f"{path} would write outside of {folder}: {outside[0]}")
        if hasattr(tarfile, "data_filter"):
            archive.extractall(folder, members, filter="data")
        else:
            archive.extractall(folder, members)
