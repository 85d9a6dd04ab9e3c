"""Measure the HTML, Markdown, plain text and source readers against independent extractors.

    python -m bench.readers_html [--debian DIR] [--files N] [--w3m CMD] [--trafilatura CMD] [--pandoc CMD] [PATH ...]

Takes N files of each kind from DIR, no two of one package, and every file named by PATH. References: w3m for the whole
page as a browser shows it and trafilatura for the article of HTML, pandoc for Markdown, and for plain text and source
code the words of the file itself. A command that is not installed leaves its columns empty. Columns:

    words    of the reference (w3m, pandoc, the file)
    kept     share of them that we keep; of a whole page, navigation is left out on purpose
    article  share of the words that trafilatura keeps of HTML which we keep, too
    known    share of our words that the reference has
    order    longest increasing run of the word triples that both texts hold once, as a share of all
    cells    neighbouring cells of tables found in row order, and of how many
    speed    megabytes per second of processor time
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.readers_office import order, pairs_found, words
from ingest.language import detect
from ingest.readers.decode import decode
from ingest.readers.registry import reader_for
from ingest.sniff import media_type
from rag.errors import ReadError

KINDS = ("text/html", "text/markdown", "text/plain", "source")
SMALLEST = 4_000
LARGEST = 2_000_000


@dataclass
class Measured:
    """One file's figures; shares are of 1, None where there is no reference or nothing to share."""

    kind: str
    name: str
    words: int
    kept: float | None
    article: float | None
    known: float | None
    order: float | None
    cells: float | None
    cell_pairs: int
    speed: float


def kind_of(path: Path) -> str | None:
    """Which of the four kinds a file is; None for any other."""
    if path.suffix == ".gz" or not SMALLEST <= path.stat().st_size <= LARGEST:
        return None
    try:
        found = media_type(path.read_bytes(), path.name)
    except ReadError:
        return None
    if found in KINDS:
        return found
    return "source" if found.startswith("text/") and found not in {"text/csv", "text/tab-separated-values"} else None


def choose(folder: Path, each: int) -> Iterator[tuple[str, Path]]:
    """Files spread evenly over the packages, the largest of each package for its kind."""
    best: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name in {"copyright", "changelog"}:
            continue
        kind, package = kind_of(path), path.relative_to(folder).parts[0]
        known = best[kind].get(package) if kind else None
        if kind and (known is None or path.stat().st_size > known.stat().st_size):
            best[kind][package] = path
    for kind in KINDS:
        found = [best[kind][package] for package in sorted(best[kind])]
        yield from ((kind, path) for path in found[:: max(1, -(-len(found) // each))])


def run(command: list[str], data: bytes) -> str | None:
    """What a command makes of ``data``; None when it is not installed."""
    if not command or not shutil.which(command[0]):
        return None
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=300)
    return done.stdout.decode("utf-8", "replace")


def table_rows(source: str) -> list[list[str]]:
    """The cells of every innermost table of two or more columns."""
    from lxml import html

    tree = html.fromstring(f"<div>{source}</div>".encode(), parser=html.HTMLParser(encoding="utf-8"))
    for unseen in tree.xpath("//script|//style|//nav|//*[@role='navigation']|//*[contains(@class, 'nav')]"):
        if unseen.getparent() is not None:
            unseen.drop_tree()
    rows = tree.xpath("//tr[not(.//table)]")
    return [[cell.text_content() for cell in row.xpath("./th|./td")] for row in rows if len(row.xpath("./th|./td")) > 1]


def reference(kind: str, data: bytes, commands: dict[str, list[str]]) -> tuple[str | None, list[list[str]]]:
    """The text of the whole file as another program reads it, and the rows of its tables."""
    text = decode(data)[0]
    if kind == "text/html":
        return run([*commands["w3m"], "-T", "text/html", "-dump", "-cols", "100000"], data), table_rows(text)
    if kind == "text/markdown":
        markup = run([*commands["pandoc"], "-f", "gfm", "-t", "html"], data)
        plain = run([*commands["pandoc"], "-f", "gfm-smart", "-t", "plain", "--wrap=none"], data)
        return plain, table_rows(markup) if markup else []
    return text, []


def measure(kind: str, path: Path, commands: dict[str, list[str]]) -> Measured:
    """Read one file with our reader and the references; raises ReadError when ours refuses it."""
    data = path.read_bytes()
    reader = reader_for(media_type(data, path.name))
    begun = time.process_time()
    document = reader.read(data, path.name)
    seconds = max(time.process_time() - begun, 1e-4)
    text, rows = reference(kind, data, commands)
    main = run(commands["trafilatura"], data) if kind == "text/html" else None
    theirs, mine = words(text or ""), words(document.text)
    found, total = pairs_found(rows[:2000], mine)
    return Measured(
        kind=kind,
        name="/".join(path.parts[-2:]),
        words=len(theirs),
        kept=share(theirs, mine),
        article=share(words(main or ""), mine),
        known=share(mine, theirs) if theirs else None,
        order=order(theirs, mine),
        cells=found / total if total else None,
        cell_pairs=total,
        speed=len(data) / 1e6 / seconds,
    )


def share(some: list[str], others: list[str]) -> float | None:
    """The share of ``some`` words that are among ``others``, each counted as often as it stands."""
    return sum((Counter(some) & Counter(others)).values()) / len(some) if some else None


def show(rows: list[Measured]) -> None:
    heads = ("words", "kept", "article", "known", "order", "cells", "(of)", "MB/s")
    for kind in KINDS:
        print(f"\n{kind:44}" + "".join(f"{head:>8}" for head in heads))
        for row in (row for row in rows if row.kind == kind):
            shares = (row.kept, row.article, row.known, row.order, row.cells)
            spelled = ["-" if value is None else f"{value:.3f}" for value in shares]
            cells = (str(row.words), *spelled, str(row.cell_pairs), f"{row.speed:.1f}")
            print(f"{row.name[-43:]:44}" + "".join(f"{cell:>8}" for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--debian", type=Path, default=Path("/usr/share/doc"))
    parser.add_argument("--files", type=int, default=8)
    for command in ("w3m", "trafilatura", "pandoc"):
        parser.add_argument(f"--{command}", default=command)
    arguments = parser.parse_args()
    commands = {name: getattr(arguments, name).split() for name in ("w3m", "trafilatura", "pandoc")}
    chosen = list(choose(arguments.debian, arguments.files)) if arguments.files else []
    chosen += [(kind, path) for path in arguments.paths if (kind := kind_of(path))]
    rows: list[Measured] = []
    # The language model is loaded once a process: not the first file's cost.
    detect("These few words are enough to have it loaded.")
    for kind, path in chosen:
        try:
            rows.append(measure(kind, path, commands))
        except ReadError as error:
            print(f"refused: {error}")
    show(rows)


if __name__ == "__main__":
    main()
