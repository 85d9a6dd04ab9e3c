"""What a page must not do, and the sizes at which it is looked at."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 360, "height": 740}
VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """Notes errors, warnings, breaches of the policy and requests that leave the origin."""

    def __init__(self, context, port, allowed):
        self.context = context
        self.troubles = []
        self._origin = f"127.0.0.1:{port}"
        self._allowed = allowed
        context.add_init_script(VIOLATIONS)
        context.on("console", self._said)
        context.on("weberror", lambda error: self._note(f"uncaught: {error.error}"))
        context.on("request", self._asked)

    def _said(self, message):
        if message.type in ("error", "warning"):
            self._note(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def _asked(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._origin:
            self._note(f"request to {request.url}")

    def _note(self, trouble):
        if not any(part in trouble for part in self._allowed):
            self.troubles.append(trouble)


def wait_until_true(page, script, argument=None, seconds=60):
    """Asks until the script is true: ``wait_for_function`` would evaluate inside the page, which its policy forbids."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(script, argument):
        assert time.monotonic() < deadline, f"never true: {script}"
        page.wait_for_timeout(50)
