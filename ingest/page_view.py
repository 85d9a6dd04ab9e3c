"""What a sandboxed child does for somebody who looks at a PDF: a page as a picture, or boxes around words of it."""

from __future__ import annotations

import base64
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.files import hash_bytes, read_file
from ingest.readers.pdf import opened
from ingest.readers.pdf_boxes import boxes_of
from ingest.readers.pdf_image import page_image
from ingest.readers.pdf_page import RawPage, read_page
from ingest.readers.pdf_scans import read_scans
from rag.errors import NotFound

TASK = "ingest.page_view:view"


def view(job: dict[str, Any]) -> dict[str, Any]:
    """Open page ``job["page"]`` of the PDF at ``job["path"]``, whose bytes must have the SHA-256 ``job["hash"]``.

    With ``width`` the answer is ``{"png": base64}``; with ``text`` (the canonical text of the page), ``start`` and
    ``end`` it is a ``Marked`` as JSON. Raises NotFound where the bytes are others or the page is not there, ReadError
    or the library's error for what is damaged.
    """
    pdf = _OPEN.document(job["path"], job["hash"], job["limit"])
    number = job["page"]
    if not 1 <= number <= len(pdf):
        raise NotFound(f"the document has no page {number}", f"ask for one of its {len(pdf)} pages")
    if "width" in job:
        return {"png": base64.b64encode(page_image(pdf, number, job["width"])).decode()}
    return asdict(boxes_of(pdf, number, job["text"], job["start"], job["end"], _OPEN.recognised(number)))


class _OpenDocument:
    """The document that was looked at last stays open: the next page asked for is mostly one of its."""

    def __init__(self) -> None:
        self._hash = ""
        self._pdf: Any = None
        self._closing = ExitStack()
        self._recognised: dict[int, RawPage] = {}

    def document(self, path: str, content_hash: str, limit: int) -> Any:
        if content_hash != self._hash:
            self._hash = ""
            self._recognised = {}
            self._closing.close()
            data = read_file(Path(path), limit)
            if hash_bytes(data) != content_hash:
                raise NotFound("the file has changed since it was read", "ingest it again")
            self._pdf = self._closing.enter_context(opened(data, "the document"))
            self._hash = content_hash
        return self._pdf

    def recognised(self, number: int) -> RawPage | None:
        """Page ``number`` where its text was recognised on a picture, which takes seconds the first time."""
        if number not in self._recognised:
            page = read_page(self._pdf, number)
            pages = [page]
            read_scans(self._pdf, pages)
            if pages[0] is page:
                return None
            self._recognised[number] = pages[0]
        return self._recognised[number]


_OPEN = _OpenDocument()
"""One a process, which serves one job at a time."""
