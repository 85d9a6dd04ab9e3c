"""Measure text recognition on pages whose text is known: drawn from PDF files, or set in fonts, then spoiled.

    python -m bench.readers_ocr [PDF ...] [--pages 3] [--font FILE ...] [--only NAME]

The pages of a PDF are drawn as pictures, spoiled as the row says, and read by the reader of pictures; the truth is what
the reader of PDF files makes of the text in it. Without files: the PDF among the samples. With --font, samples of text
are set in each font at several sizes (200 dots an inch); the truth is that text. Columns:

    kept   share of the true words that are found      known  share of the found words that are true
    order  longest increasing run of the word triples that both hold once, as a share of all
    sure   the confidence that the document states     cpu s  seconds of processor time a page (of one core)

In Chinese and Japanese each character counts as a word.
"""

from __future__ import annotations

import argparse
import io
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bench.readers_office import order, words
from ingest.readers.image import ImageReader
from ingest.readers.pdf import PdfReader
from rag.errors import RagError

SAMPLES = Path(__file__).parent.parent / "ingest" / "samples" / "documents"
TEXTS = ("hallucination.txt", "kleine-sprachmodelle.txt", "zh-yuyan-moxing-rumen.md")
SIZES = (6, 8, 10, 14)
LETTERS_A_PAGE = 1800
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")

Spoil = Callable[[Image.Image], Image.Image]


def noisy(sigma: float) -> Spoil:
    """Noise of that standard deviation on each channel, of 255 steps."""
    random = np.random.default_rng(0)

    def spoil(page: Image.Image) -> Image.Image:
        pixels = np.asarray(page, np.float32)
        return Image.fromarray((pixels + random.normal(0, sigma, pixels.shape)).clip(0, 255).astype(np.uint8))

    return spoil


def leaning(degrees: float) -> Spoil:
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def packed(quality: int) -> Spoil:
    """Through a JPEG file of that quality."""

    def spoil(page: Image.Image) -> Image.Image:
        out = io.BytesIO()
        page.save(out, "JPEG", quality=quality)
        return Image.open(out).convert("RGB")

    return spoil


CONDITIONS: dict[str, tuple[int, Spoil]] = {
    "300 dpi": (300, lambda page: page),
    "200 dpi": (200, lambda page: page),
    "150 dpi": (150, lambda page: page),
    "100 dpi": (100, lambda page: page),
    "75 dpi": (75, lambda page: page),
    "75 dpi, noise 80": (75, noisy(80)),
    "75 dpi, noise 110": (75, noisy(110)),
    "75 dpi, noise 140": (75, noisy(140)),
    "200 dpi, JPEG 30": (200, packed(30)),
    "200 dpi, black or white": (200, lambda page: page.convert("1").convert("RGB")),
    "200 dpi, noise 60": (200, noisy(60)),
    "200 dpi, noise 120": (200, noisy(120)),
    "200 dpi, blurred by 2": (200, lambda page: page.filter(ImageFilter.GaussianBlur(2))),
    "200 dpi, blurred by 3": (200, lambda page: page.filter(ImageFilter.GaussianBlur(3))),
    "200 dpi, leaning by 2": (200, leaning(2)),
    "200 dpi, leaning by 7": (200, leaning(-7)),
    "200 dpi, on its side": (200, leaning(90)),
    "200 dpi, on its head": (200, leaning(180)),
}


def counted(text: str) -> list[str]:
    """Words; where a script has no spaces, characters."""
    return [part for word in words(text) for part in (word if _WIDE.search(word) else [word])]


def measure(name: str, pages: list[tuple[Image.Image, str]]) -> None:
    """Read pages, each on its own, and print one row for all of them."""
    kept = found = true = 0
    orders, sure = [], []
    begun = time.process_time()
    for page, text in pages:
        out = io.BytesIO()
        page.save(out, "PNG", compress_level=1)
        theirs = counted(text)
        true += len(theirs)
        try:
            document = ImageReader().read(out.getvalue(), "page.png")
        except RagError as error:
            print(f"{name}: {error}")
            continue
        mine = counted(document.text)
        kept += sum((Counter(theirs) & Counter(mine)).values())
        found += len(mine)
        sure.append(float(document.metadata["recognition_confidence"]))
        orders.append(order(theirs, mine) or 0.0)
    seconds = (time.process_time() - begun) / len(pages)
    shares = (kept / true, kept / max(found, 1), float(np.mean(orders or [0])), float(np.mean(sure or [0])))
    print(f"{name:34}{true:7}" + "".join(f"{share:8.3f}" for share in shares) + f"{seconds:8.1f}", flush=True)


def drawn(path: Path, most: int, dots: int, spoil: Spoil) -> Iterator[tuple[Image.Image, str]]:
    """The first pages of a PDF as pictures, and the text on each."""
    data = path.read_bytes()
    document = PdfReader().read(data, path.name)
    with pypdfium2.PdfDocument(data) as pdf:
        for number in range(min(most, len(pdf))):
            page = document.pages[number]
            picture = pdf[number].render(scale=dots / 72).to_pil().convert("RGB")
            yield spoil(picture), document.text[page.start : page.end]


def set_in(font: Path, text: str, size: int) -> Image.Image:
    """Text in lines of 160 millimetres, ``size`` points high at 200 dots an inch."""
    face = ImageFont.truetype(str(font), round(size * 200 / 72))
    width, lines = round(160 / 25.4 * 200), [""]
    for word in re.findall(r"\S+\s*" if not _WIDE.search(text) else r".", text):
        if face.getlength((lines[-1] + word).rstrip()) > width:
            lines.append("")
        lines[-1] += word
    step = round(1.3 * size * 200 / 72)
    picture = Image.new("RGB", (width + 200, step * len(lines) + 200), "white")
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((100, 100 + step * number), line, "black", face)
    return picture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="*", type=Path, default=[SAMPLES / "attention-and-transformers.pdf"])
    parser.add_argument("--pages", type=int, default=3, help="of each PDF")
    parser.add_argument("--font", nargs="*", type=Path, default=[])
    parser.add_argument("--only", default="", help="rows whose name holds this")
    arguments = parser.parse_args()
    print(f"{'':34}{'words':>7}{'kept':>8}{'known':>8}{'order':>8}{'sure':>8}{'cpu s':>8}")
    for name, (dots, spoil) in CONDITIONS.items():
        if arguments.only in name:
            measure(name, [page for path in arguments.pdf for page in drawn(path, arguments.pages, dots, spoil)])
    for font in arguments.font:
        for text in TEXTS:
            known = " ".join((SAMPLES / text).read_text(encoding="utf-8").split())[:LETTERS_A_PAGE]
            if bool(_WIDE.search(known)) != ("CJK" in font.name):
                continue
            for size in SIZES:
                name = f"{font.stem[:18]} {size} pt, {text[:8]}"
                if arguments.only in name:
                    measure(name, [(set_in(font, known, size), known)])


if __name__ == "__main__":
    main()
