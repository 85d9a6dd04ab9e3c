"""The smallest files of the binary kinds, made by hand so that each byte can be bent."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PIECE = 1 << 20


def pdf(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects (the first is the catalog), with its cross-reference table."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(offsets) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def pdf_page(content: bytes, filters: bytes = b"", trailer: bytes = b"", resources: bytes = b"") -> bytes:
    """A PDF of one page with this content stream."""
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content)
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> %s >> >>" % resources,
            stream,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ],
        trailer,
    )


def pdf_text(text: str) -> bytes:
    """The content stream that shows a text, one sentence a line."""
    lines = [line.strip().replace("\\", "").replace("(", "").replace(")", "") for line in text.split(". ")]
    shown = b" T* ".join(b"(%s) Tj" % line.encode("cp1252", "replace") for line in lines)
    return b"BT /F1 11 Tf 14 TL 60 720 Td %s ET" % shown


def docx(body: str | Iterable[bytes], more: Mapping[str, bytes] | None = None, prolog: str = "") -> bytes:
    """A DOCX whose body is given as XML, or whose document part is given whole, piece by piece."""
    parts: dict[str, Iterable[bytes]] = {
        "[Content_Types].xml": [_content_types()],
        "_rels/.rels": [_relations(f"{_OFFICE}/officeDocument", "word/document.xml")],
        "word/document.xml": [document(body, prolog)] if isinstance(body, str) else body,
        **{name: [data] for name, data in (more or {}).items()},
    }
    return archive(parts)


def document(body: str, prolog: str = "") -> bytes:
    """The document part of a DOCX."""
    return f'{_XML}{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def archive(parts: Mapping[str, Iterable[bytes]]) -> bytes:
    """A zip file; parts are compressed as they come, so that a bomb costs no memory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, pieces in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(info, "w") as member:
                for piece in pieces:
                    member.write(piece)
    return buffer.getvalue()


def xlsx(text: str) -> bytes:
    """What tells a workbook from a document, with one shared string."""
    return archive(
        {
            "[Content_Types].xml": [_content_types()],
            "_rels/.rels": [_relations(f"{_OFFICE}/officeDocument", "xl/workbook.xml")],
            "xl/workbook.xml": [f"{_XML}<workbook/>".encode()],
            "xl/sharedStrings.xml": [f"{_XML}<sst><si><t>{text}</t></si></sst>".encode()],
        }
    )


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG that claims this size, whatever its data holds."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    body = (struct.pack("!I", len(d)) + k + d + struct.pack("!I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def repeated(piece: bytes, total: int) -> Iterable[bytes]:
    """``piece`` again and again, about ``total`` bytes of it, a megabyte at a time."""
    block = piece * max(1, _PIECE // len(piece))
    return (block for _ in range(max(1, total // len(block))))


def deflated(pieces: Iterable[bytes]) -> bytes:
    """Zlib-compressed, as PDF's FlateDecode wants it."""
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(piece) for piece in pieces]) + packer.flush()


def _content_types() -> bytes:
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    ).encode()


def _relations(kind: str, target: str) -> bytes:
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    ).encode()
