"""What a server asks of crawlers in the header X-Robots-Tag."""

from __future__ import annotations

from ingest.fetch import AGENT

_WITH_VALUE = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}


def allows(header: str, refusal: str) -> bool:
    """Whether the header (a line for each time it was sent) does without this word, and without ``none``.

    ``noindex, nofollow`` is for everybody, ``name: noindex`` for the crawler of that name.
    """
    for line in header.splitlines():
        agent = AGENT
        for word in line.lower().split(","):
            name, colon, value = word.partition(":")
            if colon and name.strip() not in _WITH_VALUE:
                agent, word = name.strip(), value
            if agent == AGENT and word.strip() in (refusal, "none"):
                return False
    return True
