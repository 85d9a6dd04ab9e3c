"""Which addresses are still to be read: breadth first, each once, none out of bounds."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urljoin

from ingest.addresses import WebAddress
from rag.errors import RefusedAddress

_LONGEST = 1_000
_MOST_REPEATS = 3
_MOST_SEEN = 500_000
_WAITING_PER_PAGE = 10
_DIGITS = re.compile(r"[0-9]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# fmt: off
_NOT_READ = frozenset({
    "7z", "aac", "apk", "avi", "avif", "bin", "bmp", "bz2", "css", "deb", "dmg", "eot", "exe", "flac", "gif", "gz",
    "ico", "iso", "jar", "jpeg", "jpg", "js", "m4a", "m4v", "map", "mjs", "mkv", "mov", "mp3", "mp4", "mpeg", "msi",
    "ogg", "ogv", "otf", "png", "rar", "rpm", "svg", "tar", "tgz", "tif", "tiff", "ttf", "wav", "webm", "webp", "whl",
    "woff", "woff2", "xz", "zip", "zst",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a crawl goes: links away from the start, pages asked for, megabytes read, and where.

    ``include`` and ``exclude`` are patterns like ``*/docs/*`` for the whole address; without ``include`` all is.
    With ``sitemaps`` the pages that the site lists count as linked from the start.
    """

    depth: int = 3
    pages: int = 200
    megabytes: int = 200
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    same_host: bool = True
    sitemaps: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An address to be read, and how many links it is away from the start."""

    address: WebAddress
    depth: int


class Frontier:
    """What waits to be read, and ``left``: why other addresses never will be, counted.

    Two addresses that differ in the order of their query's parts, or in the fragment, are one. At most half of the
    pages may be of one shape (a path with its numbers taken for equal): no calendar and no search eats them all.
    """

    def __init__(self, bounds: Bounds, vet: Callable[[str], WebAddress]) -> None:
        self.left: Counter[str] = Counter()
        self.authority = ""
        self._bounds = bounds
        self._vet = vet
        self._queue: deque[Waiting] = deque()
        self._seen: set[bytes] = set()
        self._waiting: set[bytes] = set()
        self._shapes: Counter[str] = Counter()

    def begin(self, url: str) -> None:
        """Put the first address in, whatever the patterns say; RefusedAddress where nobody may go."""
        address = self._vet(url)
        self.authority = address.authority
        self.note(address)
        self._queue.append(Waiting(address, 0))

    def pop(self) -> Waiting | None:
        """The next one, None when there is none."""
        if not self._queue:
            return None
        waiting = self._queue.popleft()
        self._waiting.discard(_key(waiting.address))
        return waiting

    def __len__(self) -> int:
        return len(self._queue)

    def note(self, address: WebAddress) -> None:
        """An address that need not be asked for any more."""
        self._seen.add(_key(address))

    def add(self, link: str, base: str, depth: int) -> bool:
        """Put in where a link leads that stands on the page ``base``; whether that will be read."""
        address = self._address(link, base)
        if address is None:
            return False
        key = _key(address)
        if key in self._seen:
            return key in self._waiting
        if len(self._seen) >= _MOST_SEEN:
            self.left["more addresses than are kept in mind"] += 1
            return False
        self._seen.add(key)
        reason = self.refusal(address) or self._no_room(address, depth)
        if reason:
            self.left[reason] += 1
            return False
        self._shapes[_shape(address)] += 1
        self._waiting.add(key)
        self._queue.append(Waiting(address, depth))
        return True

    def refusal(self, address: WebAddress) -> str:
        """Why an address lies out of bounds, or nothing."""
        if self._bounds.same_host and address.authority != self.authority:
            return "on another host"
        if self._bounds.include and not _matches(address, self._bounds.include):
            return "not included"
        return "excluded" if _matches(address, self._bounds.exclude) else ""

    def _address(self, link: str, base: str) -> WebAddress | None:
        scheme = _SCHEME.match(link)
        if scheme and scheme[0].lower() not in ("http:", "https:"):
            self.left["no page of the web"] += 1
            return None
        try:
            # Browsers let a space pass in a link; the gate does not.
            whole = urljoin(base, link.replace(" ", "%20"))
            if len(whole) > _LONGEST:
                self.left["address too long"] += 1
                return None
            return self._vet(whole)
        except (RefusedAddress, ValueError):
            self.left["private or odd address"] += 1
            return None

    def _no_room(self, address: WebAddress, depth: int) -> str:
        path = address.target.partition("?")[0]
        if depth > self._bounds.depth:
            return "too deep"
        if path.rpartition(".")[2].lower() in _NOT_READ:
            return "an image, a program or the like"
        if max(Counter(filter(None, path.split("/"))).values(), default=0) > _MOST_REPEATS:
            return "an address that repeats itself"
        if self._shapes[_shape(address)] >= max(1, self._bounds.pages // 2):
            return "too many of one shape"
        if len(self._queue) >= _WAITING_PER_PAGE * self._bounds.pages:
            return "too many waiting"
        return ""


def same(one: WebAddress, other: WebAddress) -> bool:
    """Whether two addresses are one page's."""
    return _key(one) == _key(other)


def _key(address: WebAddress) -> bytes:
    path, _, query = address.target.partition("?")
    whole = f"{address.scheme}://{address.authority}{path}?{'&'.join(sorted(query.split('&')))}"
    return hashlib.blake2b(whole.encode(), digest_size=16).digest()


def _shape(address: WebAddress) -> str:
    return f"{address.host}{_DIGITS.sub('#', address.target.partition('?')[0])}"


def _matches(address: WebAddress, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(address.url, pattern) for pattern in patterns)
