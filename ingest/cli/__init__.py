"""The command ``rag``."""

from __future__ import annotations

import os
import sys

import click

from ingest.cli.lazy import LazyGroup
from rag.errors import InvalidRequest, RagError

_COMMANDS = {
    "ingest": "ingest.cli.ingesting:ingest",
    "watch": "ingest.cli.watching:watch",
    "crawl": "ingest.cli.crawling:crawl",
    "search": "ingest.cli.asking:search",
    "ask": "ingest.cli.asking:ask",
    "why": "ingest.cli.why:why",
    "compare": "ingest.cli.gap:compare",
    "check-model": "ingest.cli.checking:check_model",
    "similar": "ingest.cli.comparing:similar",
    "documents": "ingest.cli.documents:documents",
    "delete": "ingest.cli.documents:delete",
    "eval": "ingest.cli.evaluating:evaluate",
    "gold": "ingest.cli.gold:gold",
    "calibrate": "ingest.cli.calibrating:calibrate",
    "map": "ingest.cli.map:map_",
    "serve": "ingest.cli.serving:serve",
    "mcp": "ingest.cli.mcp:mcp",
    "index": "ingest.cli.index:index",
    "backup": "ingest.cli.backups:backup",
    "restore": "ingest.cli.backups:restore",
    "keys": "ingest.cli.keys:keys",
    "models": "ingest.cli.models:models",
    "demo": "ingest.cli.demo:demo",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sourcebound", prog_name="rag")
def cli() -> None:
    """Answers questions from your own documents, and proves every word of it.

    \b
    rag demo                          try it on the sample documents
    rag ingest ~/Documents/manuals    read a folder
    rag ask "How long is the warranty?"
    rag serve                         the same over HTTP
    """


def main() -> None:
    """Run the command line; errors are one line on stderr, exit 2 for a wrong call, 1 for what went wrong."""
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except InvalidRequest as error:
        click.echo(f"rag: {error}", err=True)
        sys.exit(2)
    except RagError as error:
        click.echo(f"rag: {error}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nrag: stopped; what was stored is stored; run the same command again to go on", err=True)
        sys.exit(130)
    except OSError as error:
        _give_up_output()
        if isinstance(error, BrokenPipeError):
            sys.exit(0)
        click.echo(
            f"rag: the output cannot be written ({error.strerror}). Free some space or write elsewhere", err=True
        )
        sys.exit(1)


def _give_up_output() -> None:
    """What is still buffered must not fail a second time when the interpreter ends."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a name of the system, no path of ours)
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
