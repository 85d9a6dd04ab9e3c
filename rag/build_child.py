"""The child process that builds a base: ``python -m rag.build_child COLLECTION ROLE``."""

from __future__ import annotations

import os
import sys

from rag.build import BUSY_EXIT, build
from rag.catalog.catalog import Catalog
from rag.catalog.generations import ROLES
from rag.compose import catalog_url
from rag.errors import Busy, RagError
from rag.settings import Settings

_NICENESS = 10


def main(collection: str, role: str) -> int:
    """Build and publish one base; the exit code, with the cause of a failure in one line on stderr."""
    # Whoever asks a question meanwhile comes first; on an idle machine this costs nothing.
    os.nice(_NICENESS)
    settings = Settings()
    catalog = Catalog(catalog_url(settings))
    try:
        build(catalog, collection, settings, ROLES[ROLES.index(role)])
    except Busy as error:
        sys.stderr.write(f"{error}\n")
        return BUSY_EXIT
    except RagError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        catalog.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
