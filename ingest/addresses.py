"""Which web addresses may be fetched: http and https, plainly spelled, on the public internet only.

``vet_url`` is the one gate: everything that takes a URL from outside goes through it before a socket opens.
It parses strictly on its own, for two parsers that disagree about a host are how a guard is walked around.
It does not ask the name service; whoever connects vets each resolved address with the same policy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin

from rag.errors import RefusedAddress

IPAddress = IPv4Address | IPv6Address
AddressPolicy = Callable[[IPAddress], bool]

_SAVE_IT = "No setting opens it: save what you want of it and ingest the files"
_MOST_CHARACTERS = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}
_URL = re.compile(r"(?i:(https?)://)([^/?#]+)([^?#]*)(\?[^#]*)?(?:#.*)?")
_AUTHORITY = re.compile(r"(\[[^\[\]@]*\]|[^\[\]:@]+)(?::([1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PLAIN = "%/:@!$&'()*+,;=~-._?"
_PRIVATE_ZONES = ("localhost", "local", "internal", "intranet", "lan", "corp", "home", "home.arpa", "onion")

_REFUSED_V4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # looks public, is a cloud provider's control service
        "169.254.0.0/16",  # link-local, metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
    )
]
# All public IPv6 lies in 2000::/3, so loopback, private, link-local, multicast, IPv4-mapped and NAT64 are outside.
_PUBLIC_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo and other protocols
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 carries any IPv4 address
        "3fff::/20",  # documentation
    )
]


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A URL that passed the gate: ``host`` is lower-case ASCII without brackets, ``target`` path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says: brackets around IPv6, the port only where it is not the default."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address in one spelling, without fragment."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def literal(self) -> IPAddress | None:
        """The host as an IP address, None when it is a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet; whatever translates or tunnels to IPv4 does not."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _REFUSED_V4)
    return address.is_global and address in _PUBLIC_V6 and not any(address in network for network in _REFUSED_V6)


def vet_url(url: str, allowed: AddressPolicy = is_public) -> WebAddress:
    """Parse a URL strictly; RefusedAddress when it is oddly spelled or leads where nobody may go."""
    _refuse_odd_characters(url)
    match = _URL.fullmatch(url)
    if match is None:
        raise RefusedAddress("This is not an http or https address", "Give a URL like https://example.org/page")
    scheme, authority, path, query = match.groups()
    host, port = _split_authority(authority)
    target = quote(path or "/", safe=_PLAIN) + quote(query or "", safe=_PLAIN)
    address = WebAddress(scheme.lower(), host, port or _DEFAULT_PORTS[scheme.lower()], target)
    if address.literal is not None:
        vet_ip(address.literal, allowed)
    return address


def vet_redirect(source: WebAddress, location: str, allowed: AddressPolicy = is_public) -> WebAddress:
    """Where a redirect leads, vetted like any other URL; from https it may not fall back to http."""
    # urljoin drops tabs and line ends without a word, so they are looked for first.
    _refuse_odd_characters(location)
    target = vet_url(urljoin(source.url, location), allowed)
    if source.scheme == "https" and target.scheme == "http":
        raise RefusedAddress(f"{source.url} leads from https to http", "Give the http address itself if you trust it")
    return target


def vet_ip(address: IPAddress, allowed: AddressPolicy = is_public) -> None:
    """RefusedAddress unless the policy allows this address."""
    if not allowed(address):
        raise RefusedAddress("The address is not on the public internet", _SAVE_IT)


def _refuse_odd_characters(url: str) -> None:
    if len(url) > _MOST_CHARACTERS:
        raise RefusedAddress(f"The address is longer than {_MOST_CHARACTERS} characters")
    # Categories C* and Z*: control, format, surrogate, unassigned, spaces and separators.
    if "\\" in url or any(unicodedata.category(character)[0] in "CZ" for character in url):
        raise RefusedAddress("The address holds a space, a backslash or a control character", "Percent-encode it")


def _split_authority(authority: str) -> tuple[str, int | None]:
    """Host and port of ``host:port``; user names are refused, they serve only to mislead here."""
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise RefusedAddress("The address holds a user name or an odd host or port", "Give https://host/path")
    host, port = match.groups()
    if port is not None and int(port) > 65535:
        raise RefusedAddress("The address has an impossible port")
    return (_vet_ipv6(host) if host.startswith("[") else _vet_host(host)), int(port) if port else None


def _vet_ipv6(bracketed: str) -> str:
    try:
        address = IPv6Address(bracketed[1:-1])
    except ValueError:
        raise RefusedAddress("The address holds a broken IPv6 host") from None
    if address.scope_id:
        raise RefusedAddress("The address names a local network interface")
    return str(address)


def _vet_host(host: str) -> str:
    """A plain dotted-quad address or a public-looking name in ASCII."""
    name = host.lower() if host.isascii() else _to_ascii(host)
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _vet_ipv4(host)
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise RefusedAddress("The address has an odd host name", "Give https://host/path")
    if len(labels) == 1 or any(name.endswith(f".{zone}") for zone in _PRIVATE_ZONES):
        raise RefusedAddress("The address names a local host", _SAVE_IT)
    return name


def _vet_ipv4(host: str) -> str:
    """Only the canonical spelling: ``127.1``, ``0x7f.1``, ``017700000001`` and their like hide an address."""
    try:
        return str(IPv4Address(host))
    except ValueError:
        raise RefusedAddress("The address spells a number in an odd way", "Give the host by its name") from None


def _to_ascii(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise RefusedAddress("The address has an odd host name", "Give the host by its ASCII name") from None
