"""``GET /``: a small page to ask questions on; its script and style are files of their own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from starlette.responses import Response

router = APIRouter(include_in_schema=False)

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


@router.get("/")
def index() -> Response:
    """The page."""
    return _file("index.html", "text/html")


@router.get("/pages/ask.js")
def script() -> Response:
    """Its script."""
    return _file("ask.js", "text/javascript")


@router.get("/pages/ask.css")
def style() -> Response:
    """Its style."""
    return _file("ask.css", "text/css")


def _file(name: str, media_type: str) -> Response:
    return Response(_content(name), media_type=media_type, headers={"content-security-policy": _POLICY})


@cache
def _content(name: str) -> bytes:
    return (files("api") / "pages" / name).read_bytes()
