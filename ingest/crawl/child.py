"""What the sandboxed child does with what was fetched before it is ingested: finds the links in it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.crawl.sitemaps import places
from ingest.files import hash_bytes, read_file
from ingest.readers.html_links import page_links
from ingest.sniff import HTML, media_type
from rag.errors import UnknownKind

TASK = "ingest.crawl.child:look_through"


def look_through(job: dict[str, Any]) -> dict[str, Any]:
    """The hash of the page at ``job["path"]`` and, where it is HTML, what ``page_links`` tells of it.

    Where ``job["name"]`` is None it is a sitemap, and what that lists is told. Raises SourceError or TooLarge.
    """
    data = read_file(Path(job["path"]), job["limit"])
    if job["name"] is None:
        return places(data, job["limit"])
    try:
        is_html = media_type(data, job["name"]) == HTML
    except UnknownKind:
        is_html = False
    told = asdict(page_links(data, job["agent"])) if is_html else {}
    return {"hash": hash_bytes(data), **told}
