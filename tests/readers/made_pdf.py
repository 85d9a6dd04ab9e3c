"""PDF files made of a few lines of text, with or without odd pages and fonts."""

from __future__ import annotations

from collections.abc import Sequence

Text = tuple[float, float, float, str]
"""Size, x, y and what is written there; y grows upwards."""

WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "while", "seven", "boil", "green", "tea")


def file(objects: Sequence[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF file of numbered objects (from 1) with a right cross-reference table."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out + head + table + b"trailer <</Size %d %s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(out))
    )


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d %s>> stream\n%s\nendstream" % (len(data), extra, data)


def content(texts: Sequence[Text], font: bytes = b"F1", matrix: bytes = b"1 0 0 1") -> bytes:
    parts = []
    for size, x, y, text in texts:
        spelled = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        parts.append(b"BT /%s %g Tf %s %g %g Tm (%s) Tj ET" % (font, size, matrix, x, y, spelled))
    return b"\n".join(parts)


def pdf(*pages: Sequence[Text] | bytes, page: bytes = b"", info: bytes = b"<<>>") -> bytes:
    """A PDF with a page for each list of texts, or for each content given as bytes."""
    first = 7
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(len(pages)))
    fonts = b"/Font <</F1 3 0 R /B 4 0 R /M 5 0 R>>"
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, len(pages)),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding>>",
        b"<</Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding>>",
        info,
    ]
    for at, given_content in enumerate(pages):
        data = given_content if isinstance(given_content, bytes) else content(given_content)
        objects.append(
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources <<%s>> /Contents %d 0 R %s>>"
            % (fonts, first + 2 * at + 1, page)
        )
        objects.append(stream(data))
    return file(objects, b"/Root 1 0 R /Info 6 0 R")


def prose(seed: int, count: int, x: float = 72, top: float = 700, width: int = 12) -> list[Text]:
    """Lines of running text, all different."""
    lines = []
    for line in range(count):
        words = [WORDS[(seed + line * 5 + at * (1 + seed % 3)) % len(WORDS)] for at in range(width)]
        lines.append((10.0, x, top - 12 * line, " ".join([f"w{seed}x{line}", *words])))
    return lines
