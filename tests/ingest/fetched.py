"""Fetching by rules handed in here, with names that lead where a test wants them to."""

from __future__ import annotations

from ipaddress import ip_address

from ingest.fetch import Fetcher
from rag.settings import Settings
from tests.ingest.loopback import PUBLIC


class Names:
    """A resolver that gives out its addresses in turn, the last one for ever after."""

    def __init__(self, *answers):
        self.answers = [[ip_address(ip) for ip in answer] for answer in answers]
        self.asked = []

    def __call__(self, host, port):
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def fetcher(names=None, seconds=30.0, megabytes=1, tls=None):
    return Fetcher(
        Settings(fetch_seconds=seconds, max_fetch_megabytes=megabytes),
        resolve=names or Names([PUBLIC]),
        allowed=lambda ip: str(ip) == PUBLIC,
        tls=tls,
    )
