"""Frames per second of the map page: ``python -m bench.map_frames [--points 10000 100000 1000000] [--ratio 1 2]``.

Serves the built pages with synthetic points (sixty clusters) behind ``/v1/map``, opens them in the system's headless
Chromium, which draws in software, and prints for each number of points

- ``first``: seconds from opening the page to the first picture of the points;
- ``frames``: frames a second while the map is dragged, each showing the whole map where the drag has moved it;
- ``worst``: milliseconds of the longest frame of that drag;
- ``work``: milliseconds of processor time that the browser's busiest process spent on such a frame, which a busy
  machine falsifies less: below 33, a quiet one shows thirty frames a second;
- ``pictures``: fresh pictures a second that replaced the moved one meanwhile;
- ``zoom``: frames a second while zooming in and out.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import json
import os
import shutil
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil

PAGES = Path(__file__).parents[1] / "api" / "pages"
CLUSTERS = 60
DOCUMENTS = 400
NO_CLUSTER = 65535
SECONDS = 4
_HEADER = 64

_DRIVE = """
async ([gesture, seconds]) => {
  const surface = document.querySelector('.map-surface'), canvas = surface.querySelector('canvas');
  const { left, top, width, height } = surface.getBoundingClientRect();
  const middle = { x: left + width / 2, y: top + height / 2 };
  let pictures = 0, frames = 0, worst = 0;
  const watch = new MutationObserver((changes) => { pictures += changes.length; });
  watch.observe(canvas, { attributes: true, attributeFilter: ['width'] });
  const send = (type, x, y) => surface.dispatchEvent(new PointerEvent(type,
    { pointerId: 1, clientX: x, clientY: y, button: 0, bubbles: true, pointerType: 'mouse' }));
  const wheel = (deltaY) => surface.dispatchEvent(new WheelEvent('wheel',
    { clientX: middle.x, clientY: middle.y, deltaY, cancelable: true }));
  surface.setPointerCapture = () => {};
  if (gesture === 'drag') send('pointerdown', middle.x, middle.y);
  const began = performance.now();
  let before = began;
  while (before - began < seconds * 1000) {
    await new Promise(requestAnimationFrame);
    const now = performance.now(), t = (now - began) / 400;
    if (gesture === 'drag') send('pointermove', middle.x + 160 * Math.sin(t), middle.y + 90 * Math.cos(t));
    else wheel(Math.sin(t) > 0 ? -24 : 24);
    worst = Math.max(worst, now - before);
    before = now;
    frames += 1;
  }
  if (gesture === 'drag') send('pointerup', middle.x, middle.y);
  watch.disconnect();
  const spent = (before - began) / 1000;
  return { frames: frames / spent, worst, pictures: pictures / spent };
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument(
        "--ratio", type=float, nargs="+", default=[1, 2], help="pixels of the screen for one of the page"
    )
    parser.add_argument("--pages", type=Path, default=PAGES, help="the built pages")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, drawn in software, window 1280 x 860")
    print(f"{'points':>9} {'ratio':>5} {'first':>7} {'frames':>6} {'worst':>7} {'work':>6} {'pictures':>8} {'zoom':>5}")
    for points in options.points:
        with served(options.pages, SyntheticMap(points)) as address:
            for ratio in options.ratio:
                print(row(points, ratio, measured(address, ratio)))


def row(points: int, ratio: float, found: dict[str, float]) -> str:
    """One line of the table."""
    return (
        f"{points:9,} {ratio:5g} {found['first']:6.2f}s {found['frames']:6.1f} {found['worst']:5.0f}ms "
        f"{found['work']:4.1f}ms "
        f"{found['pictures']:8.1f} {found['zoom']:5.1f}"
    )


def measured(address: str, ratio: float) -> dict[str, float]:
    """The figures of one map in a browser of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=ratio)
        page.goto(f"{address}/map")
        page.wait_for_selector(".map-surface[data-painted]", timeout=60_000)
        first = page.evaluate("performance.now()") / 1000
        before = worked()
        drag = page.evaluate(_DRIVE, ["drag", SECONDS])
        busiest = max(spent - before.get(process, 0) for process, spent in worked().items())
        zoom = page.evaluate(_DRIVE, ["zoom", SECONDS])
        browser.close()
    work = 1000 * busiest / (drag["frames"] * SECONDS)
    return {**drag, "first": first, "work": work, "zoom": zoom["frames"]}


def worked() -> dict[int, float]:
    """Seconds of processor time of each process that this one started, by id."""
    times = {}
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            times[process.pid] = sum(process.cpu_times()[:2])
    return times


class SyntheticMap:
    """What ``/v1/map`` would say of n points in sixty clusters."""

    def __init__(self, points: int, seed: int = 7) -> None:
        random = np.random.default_rng(seed)
        self.points = points
        self.clusters = random.integers(0, CLUSTERS, points).astype("<u2")
        self.documents = random.integers(0, DOCUMENTS, points).astype("<u4")
        self._centres = random.uniform(-0.85, 0.85, (CLUSTERS, 2))
        spread = random.uniform(0.015, 0.07, CLUSTERS)[self.clusters, None]
        self.places = self._centres[self.clusters] + random.standard_normal((points, 2)) * spread
        self.places = np.clip(self.places, -1, 1).astype("<f4")
        self._distortion = random.integers(0, 255, points).astype("u1")

    def body(self) -> bytes:
        """The binary body of the points, as docs/map.md lays it out."""
        box = (*self.places.min(axis=0), *self.places.max(axis=0))
        header = struct.pack("<4sIIId4f", b"SBM1", _HEADER, self.points, 20, 1.0, *box).ljust(_HEADER, b"\0")
        columns: tuple[np.ndarray, ...] = (
            self.places[:, 0],
            self.places[:, 1],
            np.arange(1, self.points + 1, dtype="<u4"),
            self.documents,
            self.clusters,
            self._distortion,
            np.zeros(self.points, "u1"),
        )
        return header + b"".join(column.tobytes() for column in columns)

    def state(self) -> dict[str, Any]:
        """The state of a finished map."""
        sizes = np.bincount(self.clusters, minlength=CLUSTERS)
        clusters = [
            {"cluster": n, "label": f"cluster {n}, words", "words": [], "points": int(sizes[n]), "x": x, "y": y}
            for n, (x, y) in enumerate(self._centres.tolist())
        ]
        plain = {"progress": None, "failure": None, "made_at": None, "stale": None, "figures": None}
        return {**plain, "state": "ready", "map": "m", "sequence": 1, "points": self.points, "clusters": clusters}

    def legend(self) -> dict[str, Any]:
        """Its documents, all in one folder and one language."""
        sizes = np.bincount(self.documents, minlength=DOCUMENTS)
        documents = [
            {
                "number": n,
                "id": f"{n:024x}",
                "uri": f"file:///{n}.md",
                "title": f"Document {n}",
                "points": int(sizes[n]),
            }
            | {"folder": 0, "language": 0, "date": "2026-01-01"}
            for n in range(DOCUMENTS)
        ]
        one = [{"name": "all", "points": self.points}]
        days = {"first_date": "2026-01-01", "last_date": "2026-01-01"}
        return {**days, "sequence": 1, "documents": documents, "folders": one, "languages": one}


@contextlib.contextmanager
def served(pages: Path, synthetic: SyntheticMap) -> Iterator[str]:
    """The built pages and one synthetic map on a loopback port; yields the address."""
    replies: dict[str, tuple[str, bytes]] = {
        "/v1/map": ("application/json", json.dumps(synthetic.state()).encode()),
        "/v1/map/legend": ("application/json", json.dumps(synthetic.legend()).encode()),
        "/v1/map/points": ("application/octet-stream", synthetic.body()),
        "/v1/collections": ("application/json", b'{"collections": []}'),
    }
    handler = functools.partial(_Handler, replies, directory=str(pages))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, replies: dict[str, tuple[str, bytes]], *rest: Any, **more: Any) -> None:
        self._replies = replies
        super().__init__(*rest, **more)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/map":
            self.path = "/index.html"
        reply = self._replies.get(path)
        if reply is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("content-type", reply[0])
        self.send_header("content-length", str(len(reply[1])))
        self.end_headers()
        self.wfile.write(reply[1])

    def log_message(self, *_: object) -> None:
        """Say nothing: the table is the output."""


if __name__ == "__main__":
    main()
