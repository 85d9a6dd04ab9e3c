"""The child process that computes a map: ``python -m rag.map.child COLLECTION DESCRIPTOR``.

The descriptor is that of the open file which is the right to compute.
"""

from __future__ import annotations

import os
import sys

from rag.catalog.catalog import Catalog
from rag.compose import catalog_url
from rag.errors import RagError
from rag.map.compute import compute_map
from rag.map.progress import ProgressFile
from rag.map.start import maps_folder
from rag.settings import Settings

_POLITENESS = 10


def main(collection: str, descriptor: str) -> int:
    """Compute and publish one map; a failure is left in the progress file for whoever asks."""
    os.nice(_POLITENESS)
    settings = Settings()
    progress = ProgressFile(maps_folder(settings, collection))
    catalog = Catalog(catalog_url(settings))
    try:
        compute_map(catalog.shelf(collection), maps_folder(settings, collection), progress.tell)
    except RagError as error:
        progress.fail(error.cause, error.remedy)
        return 1
    except MemoryError:
        progress.fail("there was not enough memory", "close other programs and try again")
        return 1
    finally:
        catalog.close()
    progress.clear()
    # Not at the end of the process, which takes its time: somebody may want to start the next one now.
    os.close(int(descriptor))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
