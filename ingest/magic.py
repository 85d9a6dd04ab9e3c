"""Names of the kinds of binary files, told by their first bytes; of archives, by their members."""

from __future__ import annotations

import io
import re
import zipfile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
EPUB = "application/epub+zip"
PICTURES = {
    "image/png": "a PNG image",
    "image/jpeg": "a JPEG image",
    "image/tiff": "a TIFF image",
    "image/webp": "a WebP image",
    "image/bmp": "a BMP image",
}

_PDF_WITHIN = 1024
_PDF_START = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x00]*%PDF-\d")
_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "an xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"!<arch>\n", "an ar archive or Debian package"),
    (0, b"\xed\xab\xee\xdb", "an RPM package"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"\x00\x00\x01\x00", "an icon"),
    (0, b"BM", "image/bmp"),
    (0, b"8BPS", "a Photoshop image"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "a WAV recording"),
    (8, b"AVI ", "an AVI video"),
    (4, b"ftyp", "an MP4 video or HEIF image"),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (0, b"OggS", "an Ogg recording"),
    (0, b"fLaC", "a FLAC recording"),
    (0, b"ID3", "an MP3 recording"),
    (0, b"\xff\xfb", "an MP3 recording"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"\x7fELF", "an ELF program or library"),
    (0, b"MZ", "a Windows program or library"),
    (0, b"\xfe\xed\xfa", "a Mach-O program"),
    (0, b"\xcf\xfa\xed\xfe", "a Mach-O program"),
    (0, b"\xca\xfe\xba\xbe", "a Java class or Mach-O program"),
    (0, b"\x00asm", "a WebAssembly module"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (0, b"PAR1", "a Parquet table"),
    (0, b"ARROW1", "an Arrow table"),
    (0, b"wOFF", "a web font"),
    (0, b"wOF2", "a web font"),
    (0, b"\x00\x01\x00\x00\x00", "a font"),
    (0, b"OTTO", "a font"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"AT&TFORM", "a DjVu document"),
    (0, b"\x80\x02}", "a Python pickle"),
    (0, b"\x80\x04\x95", "a Python pickle"),
    (0, b"\x80\x05\x95", "a Python pickle"),
)
# Short marks that ordinary text may begin with count only where the file holds NULs.
_WORDLIKE = {b"BZh", b"BM", b"MZ", b"ID3", b"8BPS", b"WEBP", b"WAVE", b"AVI ", b"ftyp", b"OggS", b"OTTO", b"PAR1"}
_MEMBERS = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", "an Excel workbook (XLSB)"),
    ("ppt/presentation.xml", PPTX),
    ("META-INF/container.xml", EPUB),
    ("META-INF/MANIFEST.MF", "a Java archive"),
)
# Where the directory is damaged: the reader then says what is wrong with it.
_DAMAGED = (
    (b"word/", DOCX),
    (b"xl/workbook.xml", XLSX),
    (b"ppt/presentation.xml", PPTX),
    (b"application/epub+zip", EPUB),
)
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "an OpenDocument text (ODT)",
    b"application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet (ODS)",
    b"application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation (ODP)",
    b"application/epub+zip": EPUB,
}


def binary_kind(data: bytes) -> str | None:
    """The media type of a binary file that is read, the name ("a PNG image") of one that is not, else None."""
    head = data[:_PDF_WITHIN]
    if _PDF_START.match(head) or (b"%PDF-" in head and b"startxref" in data[-_PDF_WITHIN:]):
        return PDF
    if data.startswith(_OFFICE_FILE):
        return _office_kind(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    for offset, mark, kind in _MAGIC:
        if head.startswith(mark, offset) and (mark not in _WORDLIKE or b"\0" in head):
            return kind
    return None


def _office_kind(data: bytes) -> str:
    if _ENCRYPTED_OFFICE in data:
        return "an encrypted Office document"
    return "an Office document of before 2007 (DOC, XLS, PPT)"


def _zip_kind(data: bytes) -> str:
    """What a zip archive holds, by its directory; where that is damaged, by the names in its first bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: info for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError, OSError):
        head = data[: 1 << 16]
        return next((kind for mark, kind in _DAMAGED if mark in head), "a damaged zip archive")
    for name, kind in _MEMBERS:
        if name in members:
            return kind
    if any(info.flag_bits & 1 for info in members.values()):
        return "an encrypted zip archive"
    return next((kind for mark, kind in _OPEN_DOCUMENT.items() if mark in data[:200]), "a zip archive")
