"""The pages: one HTML file under every page's path, and the files it names, as Vite built them into ``api/pages``."""

from __future__ import annotations

import mimetypes
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from rag.errors import NotFound

router = APIRouter(include_in_schema=False)

PAGES = ("/", "/documents", "/learn", "/map", "/measure", "/similar", "/source", "/why")
"""The paths that the pages' own router knows (``api/web/src/pages.ts``)."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob:",
        "worker-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_BUILT = "The pages are not built: run `make pages` (it needs Node, or fetches it). The service under /v1 works.\n"


def index() -> Response:
    """The page; which one is shown its own router reads from the address."""
    return _page(200) or PlainTextResponse(_NOT_BUILT, 503)


def missing(scope: Scope) -> Response | None:
    """The page that says that there is none, where a person looks for one; programs, and all of ``/v1``, get JSON."""
    return _page(404) if wants_a_page(scope) else None


def wants_a_page(scope: Scope) -> bool:
    """Whether a browser was sent to an address that may be that of a page."""
    accepted = Headers(scope=scope).get("accept", "")
    return scope["method"] == "GET" and not scope["path"].startswith("/v1") and "text/html" in accepted


def _page(status: int) -> Response | None:
    """The one HTML file; None when the pages are not built."""
    if (html := _built().get("index.html")) is None:
        return None
    headers = {"content-security-policy": _POLICY, "vary": "accept"}
    return Response(html, status, headers, media_type="text/html")


for _path in PAGES:
    router.add_api_route(_path, index)


@router.get("/assets/{name}")
def asset(name: Annotated[str, Path(max_length=200)]) -> Response:
    """A file that the page names; the name holds a hash of the content, so browsers keep it."""
    content = _built().get(f"assets/{name}")
    if content is None:
        raise NotFound("there is no such file", "load the page anew")
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(content, media_type=media_type, headers={"cache-control": _FOR_EVER})


@cache
def _built() -> dict[str, bytes]:
    """Every built file by its name: what is not in this table cannot be asked for."""
    folder = files("api") / "pages"
    if not (folder / "index.html").is_file():
        return {}
    assets = {f"assets/{file.name}": file.read_bytes() for file in (folder / "assets").iterdir()}
    return assets | {"index.html": (folder / "index.html").read_bytes()}
