"""Who may call: loopback does not stop a browser, so Host and Origin are checked on every request."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import error_response

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
_OWN_SITE = ("same-origin", "none")


class Guard:
    """Refuses what names another host (DNS rebinding) or comes from another site's page.

    ``hosts`` are names without port; ``origins`` are further origins (``https://intranet:8443``) that may call.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], origins: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(origin.lower().rstrip("/") for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not self._names_us(headers.getlist("host")):
                remedy = "set RAG_ALLOWED_HOSTS to the names that this service is known by"
                refusal = error_response(400, "refused_host", "the Host header is not one that is answered", remedy)
                await refusal(scope, receive, send)
                return
            if not self._comes_from_us(scope["method"], headers):
                remedy = "set RAG_ALLOWED_ORIGINS to the web origins that may call"
                refusal = error_response(403, "refused_origin", "pages of another origin may not call", remedy)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _names_us(self, hosts: list[str]) -> bool:
        match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        return match is not None and match["name"].lower() in self._hosts

    def _comes_from_us(self, method: str, headers: Headers) -> bool:
        origins, site = headers.getlist("origin"), headers.get("sec-fetch-site", "none")
        if any(not self._is_ours(origin, headers["host"]) for origin in origins):
            return False
        return site in _OWN_SITE or bool(origins) or _opens_a_page(method, headers)

    def _is_ours(self, origin: str, host: str) -> bool:
        """Whether an origin was allowed by name or is the very host and port that this request is for."""
        if origin.lower() in self._origins:
            return True
        scheme, _, place = origin.partition("://")
        return scheme in ("http", "https") and _with_port(place, scheme) == _with_port(host, scheme)


def _opens_a_page(method: str, headers: Headers) -> bool:
    """Whether somebody follows a link from another site: that site cannot read what comes back."""
    wanted = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")
    return method == "GET" and wanted == ("navigate", "document")


def _with_port(place: str, scheme: str) -> str:
    match = _HOST.fullmatch(place)
    if match is None:
        return ""
    return f"{match['name'].lower()}:{match['port'] or ('443' if scheme == 'https' else '80')}"


def listed(setting: str) -> list[str]:
    """The parts of a comma-separated setting."""
    return [part.strip() for part in setting.split(",") if part.strip()]
