"""A connection that goes where it was vetted to go, and ends when its time is up."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from ssl import SSLContext
from typing import Any

import httpcore

from ingest.addresses import AddressPolicy, IPAddress, WebAddress, vet_ip
from rag.errors import NoConnection, RefusedAddress, SourceError

Resolver = Callable[[str, int], Sequence[IPAddress]]

# A host that does not answer on its first address shall leave time to try the next.
_CONNECT_SECONDS = 10.0


class Deadline:
    """The moment at which a fetch is given up, however busily it drips."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, always above zero; SourceError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.error()
        return left

    def error(self) -> SourceError:
        return SourceError(f"It was not fetched within {self._seconds:g} s", "Raise RAG_FETCH_SECONDS")


def system_resolver(host: str, port: int) -> list[IPAddress]:
    """Every address that the system's name service gives for a host."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoConnection(f"The name {host} is not known", "Check the address and the network") from None
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))


def vetted_ips(address: WebAddress, resolve: Resolver, allowed: AddressPolicy, deadline: Deadline) -> list[IPAddress]:
    """Where to connect; one address that the policy does not allow condemns the whole name."""
    found = [address.literal] if address.literal else _resolve_within(address, resolve, deadline)
    if not found:
        raise NoConnection(f"The name {address.host} has no address", "Check the address")
    for ip in found:
        try:
            vet_ip(ip, allowed)
        except RefusedAddress as refusal:
            raise RefusedAddress(f"{address.host} is not on the public internet", refusal.remedy) from None
    return list(found)


def _resolve_within(address: WebAddress, resolve: Resolver, deadline: Deadline) -> Sequence[IPAddress]:
    """Ask the name service, which knows no time limit of its own, from a thread that can be left behind."""
    answer: SimpleQueue[Sequence[IPAddress] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve(address.host, address.port))
        except Exception as error:
            answer.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answer.get(timeout=deadline.remaining())
    except Empty:
        raise deadline.error() from None
    if isinstance(found, Exception):
        raise found
    return found


class VettedBackend(httpcore.NetworkBackend):
    """Connects to vetted IP addresses, whatever host it is asked for, so no second look-up can mislead it.

    Host header, SNI and the certificate's name stay those of the URL.
    """

    def __init__(self, ips: Sequence[IPAddress], deadline: Deadline) -> None:
        self._ips = ips
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"no address of {host}")
        for ip in self._ips:
            try:
                seconds = min(_CONNECT_SECONDS, self._deadline.remaining())
                stream = httpcore.SyncBackend().connect_tcp(str(ip), port, seconds)
                return _DeadlineStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every wait is cut to what the deadline leaves."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.remaining())
        return _DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
