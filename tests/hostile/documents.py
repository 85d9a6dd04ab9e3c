"""Hostile binaries: bombs, locks, cycles, cut-off files, and files that are not what their name says."""

from __future__ import annotations

import io
import random
import struct
import tarfile
import zlib
from collections.abc import Iterator

from tests.hostile.case import Case, passage
from tests.hostile.formats import (
    archive,
    deflated,
    document,
    docx,
    paragraph,
    pdf,
    pdf_page,
    pdf_text,
    png,
    repeated,
    xlsx,
)


def document_cases(scale: float, forbidden: str) -> Iterator[Case]:
    """``scale`` shrinks the bombs; ``forbidden`` is the path of a secret that nothing may read."""
    yield from _pdf(scale)
    yield from _docx(scale, forbidden)
    yield from _others()


def _pdf(scale: float) -> Iterator[Case]:
    size = int((1 << 30) * scale)
    deep = int(100_000 * scale)
    twice = b"/Filter [/FlateDecode /FlateDecode]"
    locked = b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>" % (
        b"ab" * 32,
        b"cd" * 32,
    )
    picture = b"q 612 0 0 792 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\x7f\x7f\x00 EI Q"
    yield Case("pdf/truncated.pdf", lambda w: pdf_page(pdf_text(passage(w)))[:300], "reported")
    yield Case("pdf/header-only.pdf", lambda _: b"%PDF-1.7\n", "reported")
    yield Case("pdf/encrypted.pdf", lambda w: pdf_page(pdf_text(passage(w)), trailer=locked), "reported")
    yield Case("pdf/bomb.pdf", lambda _: pdf_page(deflated([deflated(repeated(bytes(1024), size))]), twice), "reported")
    yield Case("pdf/text-bomb.pdf", lambda w: _pdf_of_much_text(w, size // 100), "bounded")
    yield Case("pdf/scan.pdf", lambda _: pdf_page(picture), "reported")
    yield Case(
        "pdf/open-image.pdf", lambda w: pdf_page(pdf_text(passage(w)) + b" BI /W 9999 ID " + b"x" * 5000), "either"
    )
    yield Case("pdf/cyclic-pages.pdf", lambda _: _cyclic_pages(), "reported")
    yield Case("pdf/many-pages.pdf", lambda _: _claimed_pages(), "reported")
    yield Case("pdf/deep.pdf", lambda _: pdf([b"<< /Type /Catalog /Pages " + b"[" * deep + b" >>"]), "reported")
    yield Case("pdf/cyclic-form.pdf", lambda w: _cyclic_form(w), "either")
    yield Case("pdf/report.txt", lambda w: pdf_page(pdf_text(passage(w))), "found")
    yield Case("pdf/noise.pdf", lambda _: b"%PDF-1.4\n" + random.Random(1).randbytes(200_000), "reported")


def _docx(scale: float, forbidden: str) -> Iterator[Case]:
    size = max(int((1 << 30) * scale), 100 << 20)  # a smaller one would be a document
    deep = int(20_000 * scale)
    entity = f'<!DOCTYPE d [<!ENTITY s SYSTEM "file://{forbidden}"><!ENTITY a "boom"><!ENTITY b "{"&a;" * 99}">]>'
    cells = "<w:tbl><w:tr><w:tc>" * deep + paragraph("x") + "</w:tc></w:tr></w:tbl>" * deep
    yield Case("docx/truncated.docx", lambda w: docx(paragraph(passage(w)))[:700], "reported")
    yield Case("docx/bomb.docx", lambda _: docx(_bomb(size)), "reported")
    yield Case("docx/lying-size.docx", lambda _: _lying(docx(_bomb(size // 4))), "reported")
    yield Case("docx/entities.docx", lambda w: docx(paragraph(f"{passage(w)} &b;&s;"), prolog=entity), "reported")
    yield Case("docx/deep.docx", lambda w: docx(paragraph(passage(w)) + cells), "either")
    yield Case("docx/broken-xml.docx", lambda w: docx([document(paragraph(passage(w)))[:-30]]), "either")
    yield Case("docx/traversal.docx", lambda w: docx(paragraph(passage(w)), {"../../evil.txt": b"out"}), "found")
    yield Case("docx/no-document.docx", lambda _: archive({"word/other.xml": [b"<a/>"]}), "reported")
    yield Case("docx/workbook.docx", lambda w: xlsx(passage(w)), "reported")
    yield Case("docx/locked.docx", lambda _: _locked_office(), "reported")
    yield Case("docx/letter.html", lambda w: docx(paragraph(passage(w))), "found")


def _others() -> Iterator[Case]:
    yield Case("other/photo.txt", lambda _: png(1, 1, b"\0\xff\0\0"), "reported")
    yield Case(
        "other/program.md", lambda _: b"\x7fELF\x02\x01\x01" + bytes(9) + random.Random(2).randbytes(5000), "reported"
    )
    yield Case("other/noise.txt", lambda _: random.Random(3).randbytes(300_000), "reported")
    yield Case("other/archive.zip", lambda w: archive({"../../up.txt": [passage(w).encode()]}), "reported")
    yield Case("other/archive.tar", lambda _: _tar(), "reported")
    yield Case(
        "other/pickle.json",
        lambda _: b"\x80\x04\x95\x1d\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93.",
        "reported",
    )


def _pdf_of_much_text(word: str, size: int) -> bytes:
    lines = b"(" + b"tide " * 100 + b") Tj T* "
    content = [pdf_text(passage(word)), b" BT /F1 1 Tf 1 TL 1 790 Td ", lines * (size // len(lines)), b" ET"]
    return pdf_page(deflated(content), b"/Filter /FlateDecode")


def _cyclic_pages() -> bytes:
    return pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99 /Parent 2 0 R >>"]
    )


def _claimed_pages() -> bytes:
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 2000000000 >>"])


def _cyclic_form(word: str) -> bytes:
    """A page whose form draws itself."""
    whole = pdf_page(pdf_text(passage(word)) + b" /X Do", resources=b"/XObject << /X 6 0 R >>")
    form = b"6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 "
    form += b"/Resources << /XObject << /X 6 0 R >> >> >>"
    # Without a cross-reference entry for it the file needs repair first, which is one more thing to survive.
    return whole.replace(b"xref\n", form + b"\nstream\n/X Do\nendstream\nendobj\nxref\n", 1)


def _bomb(size: int) -> Iterator[bytes]:
    whole = document("@")
    start, end = whole.split(b"@")
    yield start
    yield from repeated(paragraph("tide and fog " * 8).encode(), size)
    yield end


def _lying(whole: bytes) -> bytes:
    """Say in the zip's directory that the document has 1,000 bytes."""
    name = b"word/document.xml"
    entry = whole.rfind(b"PK\x01\x02", 0, whole.rfind(name))
    return whole[: entry + 24] + struct.pack("<I", 1000) + whole[entry + 28 :]


def _locked_office() -> bytes:
    """What Office writes for a document with a password: no zip, but a container with an encrypted stream."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return header + "EncryptedPackage".encode("utf-16-le") + zlib.compress(b"nothing") + bytes(512)


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as packed:
        link = tarfile.TarInfo("../link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    return buffer.getvalue()
