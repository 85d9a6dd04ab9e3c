"""Pictures of known text, drawn with the font that comes inside Pillow."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

LINES = (
    "The ferry leaves the north pier at noon.",
    "Tickets cost fourteen francs each way.",
    "Dogs travel free, but need a leash.",
)


def page(lines=LINES, size=30, width=720, top=40, ink="black", paper="white"):
    """A picture in RGB with lines from the top."""
    picture = Image.new("RGB", (width, top * 2 + int(1.6 * size * len(lines))), paper)
    font = ImageFont.load_default(size)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((40, top + 1.6 * size * number), line, ink, font)
    return picture


def saved(picture, kind="PNG", **options):
    """The bytes of a picture file; options as Pillow has them."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def scan(*pages):
    """A PDF whose pages are pictures."""
    return saved(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=150)
