"""Fetches one public URL into a file: every hop vetted, all of it bounded in bytes and in time.

No proxies, cookies, credentials or caches, and nothing of the environment is used; the ETag of a page is sent back to
its own address only, where a caller knows it. Scripts are not run, so a page that draws its text in the browser arrives
without it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from ssl import SSLCertVerificationError, SSLContext, SSLError

import httpcore

from ingest.addresses import AddressPolicy, WebAddress, is_public, vet_redirect, vet_url
from ingest.fetch_body import bounded_body, too_large
from ingest.fetch_connection import Deadline, Resolver, VettedBackend, system_resolver, vetted_ips
from ingest.validators import Validators, moment, validators
from rag.errors import BadAnswer, NoConnection, SourceError
from rag.settings import Settings

_MOST_REDIRECTS = 5
AGENT = "sourcebound"
"""What this house calls itself to servers, and is called in their robots.txt."""

_HEADERS = (("User-Agent", AGENT), ("Accept", "*/*"), ("Accept-Encoding", "gzip"))
_REDIRECTS = {301, 302, 303, 307, 308}
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched page: its bytes lie at ``path``; ``uri`` is what was asked for, ``final_uri`` where it was found.

    ``content_type``, ``modified``, ``robots`` (X-Robots-Tag) and ``validators`` are what the server said, hints only.
    """

    uri: str
    path: Path
    size: int
    final_uri: str
    content_type: str | None
    modified: datetime | None
    robots: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class Unmodified:
    """A page that is, by its server's word (304), what it was when it sent the validators that were sent back."""

    final_uri: str
    robots: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a request, redirects followed; ``conditional`` where its last hop carried conditions."""

    response: httpcore.Response
    asked: WebAddress
    found: WebAddress
    conditional: bool


def fetch(url: str, settings: Settings, folder: Path) -> Fetched:
    """Fetch a URL into a new file of ``folder``.

    Raises RefusedAddress, SourceError (not found, no answer, out of time) or TooLarge.
    """
    return Fetcher(settings).fetch(url, folder)


class Fetcher:
    """Fetches URLs within the limits of the settings.

    ``resolve``, ``allowed`` and ``tls`` exist so that a test's server on loopback can play the public internet;
    no setting and no environment variable reaches them.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        resolve: Resolver = system_resolver,
        allowed: AddressPolicy = is_public,
        tls: SSLContext | None = None,
    ) -> None:
        self._seconds = settings.fetch_seconds
        self._limit = settings.max_fetch_megabytes << 20
        self._resolve = resolve
        self._allowed = allowed
        self._tls = tls

    def vet(self, url: str) -> WebAddress:
        """Where a fetch of this URL would begin, no socket being opened; RefusedAddress where it may not."""
        return vet_url(url, self._allowed)

    def fetch(
        self,
        url: str,
        folder: Path,
        *,
        limit: int | None = None,
        enter: Callable[[WebAddress], None] = lambda address: None,
        accept: Callable[[str], None] = lambda content_type: None,
    ) -> Fetched:
        """As the function ``fetch``; no more than ``limit`` bytes where that is less than the setting.

        ``enter`` is asked before a redirect is followed, ``accept`` before a page is read; what they raise ends it.
        """
        with self._answer(url, enter, lambda address: Validators()) as answer:
            return self._stored(answer, folder, limit, accept)

    def fetch_if_changed(
        self,
        url: str,
        folder: Path,
        known: Callable[[WebAddress], Validators],
        *,
        limit: int | None = None,
        enter: Callable[[WebAddress], None] = lambda address: None,
        accept: Callable[[str], None] = lambda content_type: None,
    ) -> Fetched | Unmodified:
        """As ``fetch``, but of a page that is still what its validators were sent with, nothing comes.

        ``known`` gives those of the address of each hop.
        """
        with self._answer(url, enter, known) as answer:
            if answer.conditional and answer.response.status == _NOT_MODIFIED:
                return Unmodified(answer.found.url, _said_to_robots(answer.response))
            return self._stored(answer, folder, limit, accept)

    @contextmanager
    def _answer(
        self, url: str, enter: Callable[[WebAddress], None], known: Callable[[WebAddress], Validators]
    ) -> Iterator[_Answer]:
        deadline = Deadline(self._seconds)
        asked = address = self.vet(url)
        for _ in range(_MOST_REDIRECTS + 1):
            conditions = known(address).headers()
            with self._response(address, deadline, conditions) as response:
                if response.status not in _REDIRECTS:
                    yield _Answer(response, asked, address, bool(conditions))
                    return
                location = _header(response, b"location") or ""
                address = vet_redirect(address, location, self._allowed)
            enter(address)
        raise SourceError(f"It redirects more than {_MOST_REDIRECTS} times")

    def _stored(self, answer: _Answer, folder: Path, limit: int | None, accept: Callable[[str], None]) -> Fetched:
        if answer.response.status == 200:
            accept(_header(answer.response, b"content-type") or "")
        return _store(answer, folder, self._limit if limit is None else min(limit, self._limit))

    @contextmanager
    def _response(
        self, address: WebAddress, deadline: Deadline, conditions: list[tuple[str, str]]
    ) -> Iterator[httpcore.Response]:
        """The response of one hop, from a connection of its own to the addresses that were vetted just now."""
        ips = vetted_ips(address, self._resolve, self._allowed, deadline)
        origin = httpcore.Origin(address.scheme.encode(), address.host.encode(), address.port)
        headers = [("Host", address.authority), *_HEADERS, *conditions]
        url = httpcore.URL(
            scheme=origin.scheme, host=origin.host, port=origin.port, target=address.target.encode("ascii")
        )
        backend = VettedBackend(ips, deadline)
        with (
            _plain_errors(address, deadline),
            httpcore.HTTPConnection(origin, ssl_context=self._tls, network_backend=backend) as connection,
            connection.stream("GET", url, headers=headers) as response,
        ):
            yield response


def _store(answer: _Answer, folder: Path, most: int) -> Fetched:
    response = answer.response
    if response.status != 200:
        raise BadAnswer(answer.found.host, response.status)
    length = _header(response, b"content-length") or ""
    if length.isdigit() and int(length) > most:
        raise too_large(most)
    encoding = (_header(response, b"content-encoding") or "").strip().lower()
    path, size = _write(bounded_body(response.iter_stream(), encoding, most), folder)
    etag, modified, date = (_header(response, name) for name in (b"etag", b"last-modified", b"date"))
    return Fetched(
        uri=answer.asked.url,
        path=path,
        size=size,
        final_uri=answer.found.url,
        content_type=_header(response, b"content-type"),
        modified=moment(modified),
        robots=_said_to_robots(response),
        validators=validators(etag, modified, date),
    )


def _said_to_robots(response: httpcore.Response) -> str:
    said = [value.decode("latin-1") for key, value in response.headers if key.lower() == b"x-robots-tag"]
    return "\n".join(said)


def _write(pieces: Iterator[bytes], folder: Path) -> tuple[Path, int]:
    """Write a body to a new file; nothing is left of a body that ends in an error."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="page-", delete=False) as file:
        path = Path(file.name)
        try:
            size = sum(file.write(piece) for piece in pieces)
        except BaseException:
            path.unlink()
            raise
    return path, size


@contextmanager
def _plain_errors(address: WebAddress, deadline: Deadline) -> Iterator[None]:
    """Turn what a connection can suffer into one line for the report."""
    try:
        yield
    except httpcore.ConnectTimeout:
        raise NoConnection(f"{address.host} does not answer", "Check the address, or try again later") from None
    except httpcore.TimeoutException:
        raise deadline.error() from None
    except httpcore.ConnectError as error:
        raise _no_connection(address, error) from None
    except httpcore.NetworkError as error:
        raise SourceError(f"The connection to {address.host} failed: {error}", "Try again later") from None
    except httpcore.ProtocolError:
        raise SourceError(f"{address.host} does not speak proper HTTP") from None


def _no_connection(address: WebAddress, error: httpcore.ConnectError) -> NoConnection:
    """Why a server cannot be spoken to, as the socket or TLS has it."""
    match error.__cause__ or error.__context__:
        case ConnectionRefusedError():
            cause = f"Nothing answers on port {address.port} of {address.host}: the connection is refused"
            return NoConnection(cause, "Check the address and its port")
        case SSLCertVerificationError() as tls:
            cause = f"The certificate of {address.host} does not hold: {tls.verify_message.rstrip('.')}"
            return NoConnection(cause, "Check the address; nothing is read over a connection that proves nothing")
        case SSLError():
            return NoConnection(f"{address.host} does not speak TLS on port {address.port}", "Is it http, not https?")
    return NoConnection(f"The connection to {address.host} failed: {error}", "Try again later")


def _header(response: httpcore.Response, name: bytes) -> str | None:
    for key, value in response.headers:
        if key.lower() == name:
            return value.decode("latin-1")
    return None
