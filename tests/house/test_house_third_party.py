"""Each package of others is imported in one room, often one file, so that it can be replaced there."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase

import grimp
import pytest

from tests.house.source_tree import PACKAGES, listed

EVERYWHERE = ("*",)
WEB = ("api", "api.*")
READERS = "ingest.readers."

IMPORTERS = {
    "numpy": EVERYWHERE,
    "pydantic_settings": ("rag.settings",),
    "pydantic": ("rag.settings", "rag.langchain", *WEB, "ingest.cli.options"),
    # The catalog.
    "sqlalchemy": ("rag.catalog.*",),
    "alembic": ("rag.catalog.*",),
    # Embedding.
    "openvino": ("rag.bert.openvino_runtime",),
    "torch": ("rag.embedders.torch_engine", "rag.reader.torch_engine", "rag.reader.network", "rag.models.*"),
    "sentence_transformers": ("rag.embedders.torch_engine",),
    "transformers": ("rag.embedders.torch_engine", "rag.models.network", "rag.models.roomy"),
    "tokenizers": ("rag.bert.tokenizer",),
    "huggingface_hub": ("rag.bert.weights", "rag.models.folder", "rag.models.pull"),
    # Indexes. The BM25 encoder is Qdrant's too, and is used whichever engine holds the points.
    "faiss": ("rag.indexes.faiss_index", "rag.map.landmarks"),
    "qdrant_edge": ("rag.indexes.edge", "rag.indexes.edge_shard", "rag.lexical"),
    "qdrant_client": ("rag.indexes.qdrant_calls", "rag.indexes.qdrant_engine", "rag.indexes.qdrant_index"),
    # The map.
    "openTSNE": ("rag.map.projection",),
    "sklearn": ("rag.map.clusters", "rag.map.distortion", "rag.map.labels"),
    "pyarrow": ("rag.map.parquet",),
    # Reading.
    "selectolax": (READERS + "html*",),
    "lxml": (READERS + "package",),
    "pypdfium2": (READERS + "pdf", READERS + "pdf_page", READERS + "pdf_boxes"),
    "markdown_it": (READERS + "markdown",),
    "yaml": (READERS + "front_matter",),
    "charset_normalizer": (READERS + "decode",),
    "py3langid": ("ingest.language",),
    "PIL": (READERS + "ocr.picture",),
    # Watching.
    "watchfiles": ("ingest.watch.wake",),
    # Fetching.
    "httpcore": ("ingest.fetch", "ingest.fetch_connection"),
    "idna": ("ingest.addresses",),
    "protego": ("ingest.crawl.robots",),
    # The doors.
    "click": ("ingest.cli", "ingest.cli.*"),
    "rich": ("ingest.cli.progress",),
    "uvicorn": ("ingest.cli.serving",),
    "fastapi": WEB,
    "starlette": WEB,
    "anyio": WEB,
    "python_multipart": WEB,
    "httpx": ("rag.client",),
    "mcp": ("api.mcp_server", "api.mcp_http", "api.mcp_stdio"),
    "mcp_types": ("api.mcp_server",),
    "prometheus_client": ("api.metrics",),
    "opentelemetry": ("api.traces",),
    "langchain_core": (
        "ingest.langchain_documents",
        "ingest.vector_store",
        "ingest.loading",
        "rag.langchain",
    ),
    # Language models.
    "langchain": ("rag.models.langchain_chat",),
    "langchain_openai": ("rag.models.openai_chat",),
    "openvino_genai": ("rag.models.openvino_genai",),
}


@pytest.fixture(scope="module")
def importers():
    """Package of others -> our modules that import it; imports for annotations only do not count."""
    graph = grimp.build_graph(
        *PACKAGES, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )
    others = {module for module in graph.modules if module.partition(".")[0] not in PACKAGES}
    return {
        package: sorted(graph.find_modules_that_directly_import(package))
        for package in sorted(others - set(sys.stdlib_module_names))
    }


def test_every_package_has_its_place(importers):
    unlisted = [f"{package}, for {importers[package][0]}" for package in importers if package not in IMPORTERS]
    assert not unlisted, "put into the table above:" + listed(unlisted)


def test_packages_stay_in_their_place(importers):
    strayed = [
        f"{module} imports {package}"
        for package, modules in importers.items()
        for module in modules
        if not any(fnmatchcase(module, pattern) for pattern in IMPORTERS.get(package, EVERYWHERE))
    ]
    assert not strayed, listed(strayed)


def test_the_table_names_nothing_that_is_gone(importers):
    assert not sorted(set(IMPORTERS) - set(importers))
