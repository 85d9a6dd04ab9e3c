"""``rag map``: compute the map of a collection, look at its state, export it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common
from ingest.cli.progress import stage_progress
from ingest.cli.show import printable
from rag.errors import Busy, RagError, StorageError

if TYPE_CHECKING:
    from rag.map.maps import MapState
    from rag.settings import Settings

_FORMATS = (".csv", ".parquet")


@click.group(name="map")
def map_() -> None:
    """Every chunk as a point, near what is near it in meaning; seen in the browser with ``rag serve``.

    \b
    rag map build
    rag map export map.csv
    """


@map_.command()
@common
def build(call: Call) -> None:
    """Compute the map, or compute it again.

    \b
    rag map build --collection manuals
    """
    with stage_progress("map", visible=not call.as_json and sys.stderr.isatty()) as bar:
        _compute(call.settings, call.collection, lambda done: bar("map", round(done * 1000), 1000) if bar else None)
    _say(call)


@map_.command()
@common
def state(call: Call) -> None:
    """Whether there is a map, how true it is, and what its clusters are about."""
    _say(call)


@map_.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@common
def export(call: Call, file: Path) -> None:
    """Write the points with their texts to FILE, by its ending as CSV or Parquet.

    \b
    rag map export map.parquet
    embedding-atlas map.parquet --text text --x x --y y
    """
    if file.suffix not in _FORMATS:
        raise click.BadParameter(f"end it with one of {', '.join(_FORMATS)}", param_hint="FILE")
    count = _export(call.settings, call.collection, file)
    if call.as_json:
        call.print_json({"file": str(file), "points": count})
    else:
        click.echo(f"{count} points in {file}")


def _compute(settings: Settings, collection: str, show: Callable[[float], None]) -> None:
    from rag.compose import open_catalog
    from rag.map.compute import compute_map
    from rag.map.progress import ProgressFile, right_to_compute
    from rag.map.start import maps_folder

    with open_catalog(settings, create=False) as catalog:
        shelf, root = catalog.shelf(collection), maps_folder(settings, collection)
        with right_to_compute(root) as held:
            if held is None:
                raise Busy("the map of this collection is being computed already", "rag map state says how far it is")
            progress = ProgressFile(root)
            try:
                compute_map(shelf, root, lambda stage, share: show(progress.tell(stage, share)))
            except RagError as error:
                progress.fail(error.cause, error.remedy)
                raise
            progress.clear()


def _say(call: Call) -> None:
    from rag.compose import open_catalog
    from rag.map.describe import state_json
    from rag.map.maps import Maps

    with open_catalog(call.settings, create=False) as catalog:
        found = Maps(call.settings).state(catalog.shelf(call.collection))
    if call.as_json:
        call.print_json(state_json(found))
    else:
        click.echo(_text(found))


def _text(state: MapState) -> str:
    from rag.map.labels import label_of

    if state.current is None:
        reason = f": {printable(state.failure.failure or '')}. {state.failure.remedy}" if state.failure else ""
        doing = f", {state.progress.done:.0%} done" if state.progress else ""
        return f"Map: {state.state}{doing}{reason}" + (". rag map build computes it" if not doing else "")
    points, figures = state.current, state.current.stored.figures
    changed = f"{points.added} placed and {points.removed} gone since {points.stored.made_at}"
    lines = [f"{len(points)} points, {changed}"]
    if figures.trustworthiness is not None and figures.continuity is not None:
        lines.append(f"trustworthiness {figures.trustworthiness:.3f}, continuity {figures.continuity:.3f}")
    return "\n".join([*lines, *(f"  {printable(label_of(words))}" for words in points.words)])


def _export(settings: Settings, collection: str, file: Path) -> int:
    from rag.catalog.mapped import Mapped
    from rag.compose import open_catalog
    from rag.map.export import csv_lines
    from rag.map.maps import Maps
    from rag.map.parquet import write_parquet

    with open_catalog(settings, create=False) as catalog:
        shelf = catalog.shelf(collection)
        points = Maps(settings).current(shelf)
        mapped = Mapped(shelf.database, shelf.collection)
        try:
            if file.suffix == ".parquet":
                with file.open("wb") as out:
                    write_parquet(points, mapped, out)
            else:
                with file.open("w", encoding="utf-8", newline="") as text:
                    text.writelines(csv_lines(points, mapped))
        except OSError as error:
            raise StorageError(f"{file} cannot be written ({error.strerror})", "choose another place") from error
        return len(points)
