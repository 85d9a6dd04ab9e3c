"""What a sandboxed child does for who looks at a document: a page as a picture, or boxes around words of it."""

from __future__ import annotations

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.files import hash_bytes, read_file
from ingest.viewed import Viewed, open_viewed
from rag.errors import NotFound

TASK = "ingest.page_view:view"


def view(job: dict[str, Any]) -> dict[str, Any]:
    """Open page ``job["page"]`` of the file at ``job["path"]``, whose bytes must have the SHA-256 ``job["hash"]``.

    With ``width`` the answer is ``{"png": base64}``; with ``text`` (the canonical text of the page), ``start`` and
    ``end`` it is a ``Marked`` as JSON. Raises NotFound where the bytes are others or the page is not there, ReadError
    or the library's error for what is damaged, MissingExtra for a picture without the extra.
    """
    pages = _OPEN.document(job["path"], job["hash"], job["limit"])
    number = job["page"]
    if not 1 <= number <= len(pages):
        raise NotFound(f"the document has no page {number}", f"ask for one of its {len(pages)} pages")
    if "width" in job:
        return {"png": base64.b64encode(pages.image(number, job["width"])).decode()}
    return asdict(pages.boxes(number, job["text"], job["start"], job["end"]))


class _OpenDocument:
    """The document that was looked at last stays open: the next page asked for is mostly one of its."""

    def __init__(self) -> None:
        self._hash = ""
        self._pages: Viewed | None = None

    def document(self, path: str, content_hash: str, limit: int) -> Viewed:
        if self._pages is None or content_hash != self._hash:
            if self._pages is not None:
                self._pages.close()
            self._pages = None
            data = read_file(Path(path), limit)
            if hash_bytes(data) != content_hash:
                raise NotFound("the file has changed since it was read", "ingest it again")
            self._pages, self._hash = open_viewed(data), content_hash
        return self._pages


_OPEN = _OpenDocument()
"""One a process, which serves one job at a time."""
