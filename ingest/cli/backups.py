"""``rag backup`` and ``rag restore``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common

if TYPE_CHECKING:
    from rag.backup.archive import Contents, Told

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--without-originals", is_flag=True, help="Leave out the kept files; their text is in it all the same.")
@common
def backup(call: Call, file: Path, without_originals: bool) -> None:
    """Write all collections of a data folder to one FILE, as of one moment, while everything goes on.

    It holds every text, the vectors that were paid for, uploads that wait, questions, and the hashes of keys: keep it
    as safe as the data folder. Indexes are left out, since they are built from the rest.

    \b
    rag backup /mnt/backups/2026-11-26.sourcebound
    """
    from rag.backup.taking import take

    with _progress() as told:
        contents = take(call.settings, file, originals=not without_originals, told=told)
    _tell(call, contents, f"wrote {file}", file.stat().st_size)


@click.command()
@click.argument("file", type=_FILE)
@common
def restore(call: Call, file: Path) -> None:
    """Restore a backup FILE into a data folder that is new or empty.

    The file is checked from end to end first, and nothing is written when it is damaged or not a backup.

    \b
    rag restore /mnt/backups/2026-11-26.sourcebound --data ./restored
    """
    from rag.backup.restoring import restore as restored

    with _progress() as told:
        contents = restored(call.settings, file, told=told)
    _tell(call, contents, f"restored into {call.settings.data}", file.stat().st_size)


def _tell(call: Call, contents: Contents, what: str, size: int) -> None:
    facts = {"made_at": contents.made_at, "files": len(contents.files), "bytes": contents.total, "file_bytes": size}
    if call.as_json:
        call.print_json(facts)
    else:
        click.echo(f"{what}: {len(contents.files)} files, {contents.total / 1e6:.1f} MB in {size / 1e6:.1f} MB")


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar on a terminal; nothing elsewhere."""
    from rag.backup.archive import untold

    if not sys.stderr.isatty():
        yield untold
        return
    with click.progressbar(length=1, file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield tell
