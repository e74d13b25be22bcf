"""``PaperReader``, with the real process: what is read, turned, pictured and stamped."""

import io
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from desktop.ports.scanning import Cancelled, CodeSeen, PaperReader, Stamp
from desktop.scanning.faults import NoSuchPage
from desktop.scanning.process import Limits, ProcessReader
from domain.signatures import SignatureState
from tests.scanning import files
from tests.scans import as_one_pdf, as_scanned, png, printed, scanned

STAMP = Stamp("FIEL COPIA DEL ORIGINAL", ("María Ñandú", "Centro de Servicios Quito", "22/11/2026"))


@pytest.fixture(scope="module")
def reader() -> Iterator[PaperReader]:
    """One reader for all: its process is begun here, and lives until the last test."""
    made = ProcessReader()
    made.read(files.image("PNG"))
    yield made
    made.close()


@pytest.mark.parametrize("turned", range(4))
def test_a_scanned_form_is_read_and_its_place_told(reader: PaperReader, turned: int) -> None:
    skew = (5.0, -7.0, 0.0, 2.6)[turned]
    [scan] = as_scanned(files.form(), turned, skew=skew, turned=turned)

    seen = reader.read(scan)

    [page] = seen.pages
    assert seen.media == "image/png"
    assert page.codes == (CodeSeen(files.MARK.qr, "QRCode"),)
    assert (page.angle + 90 * turned + skew + 180) % 360 - 180 == pytest.approx(0, abs=0.6)
    assert not page.blank
    wide, high = (2339, 1653) if turned % 2 else (1653, 2339)
    assert (page.width, page.height) == (wide, high)
    thumbnail = Image.open(io.BytesIO(page.thumbnail))
    assert thumbnail.format == "JPEG"
    assert thumbnail.width == pytest.approx(220, abs=1)
    assert thumbnail.height > thumbnail.width
    assert len(page.thumbnail) < 25_000


def test_a_picture_stands_straight(reader: PaperReader) -> None:
    [scan] = as_scanned(files.form(), 3, skew=6.0, turned=1)
    angle = reader.read(scan).pages[0].angle

    made = reader.picture(scan, 1, width=1200, angle=angle)

    picture = Image.open(io.BytesIO(made))
    assert picture.format == "PNG"
    assert picture.width == 1200
    assert picture.height == pytest.approx(1200 * 2339 / 1653, abs=3)
    [page] = reader.read(made).pages
    assert page.angle == pytest.approx(0, abs=0.3)
    assert page.codes == (CodeSeen(files.MARK.qr, "QRCode"),)


def test_each_page_of_a_file_is_told_as_it_is_read(reader: PaperReader) -> None:
    scans = as_scanned(files.form(pages=2), 5)
    blank = png(scanned(Image.new("L", (1653, 2339), 255), random.Random(1)))
    told: list[tuple[int, int]] = []

    seen = reader.read(as_one_pdf([*scans, blank]), progress=lambda *counts: told.append(counts))

    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [page.blank for page in seen.pages] == [False, False, True]
    assert [bool(page.codes) for page in seen.pages] == [True, True, False]


_MODES = {
    "PNG": ("1", "L", "P", "RGB", "RGBA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "TIFF": ("1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"),
    "BMP": ("1", "L", "P", "RGB"),
    "WEBP": ("RGB", "RGBA"),
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind, modes in _MODES.items() for mode in modes]
)
def test_every_kind_of_image(reader: PaperReader, kind: str, mode: str) -> None:
    picture = (
        Image.fromarray(np.asarray(files.page(), np.uint16) << 8)
        if mode == "I;16"
        else files.page().convert(mode)
    )

    seen = reader.read(files.image(kind, picture))

    assert seen.media == f"image/{kind.lower()}"
    assert len(seen.pages) == 1
    assert not seen.pages[0].blank
    thumbnail = Image.open(io.BytesIO(seen.pages[0].thumbnail)).convert("L")
    assert np.median(np.asarray(thumbnail)) > 200  # paper is light, ink dark, in each


def test_pages_of_a_tiff_and_no_frames_of_others(reader: PaperReader) -> None:
    rest = [files.page(), files.page((1170, 827))]

    several = files.image("TIFF", save_all=True, append_images=rest, compression="tiff_lzw")
    moving = files.image("PNG", save_all=True, append_images=rest[:1])

    assert [page.width > page.height for page in reader.read(several).pages] == [0, 0, 1]
    assert len(reader.read(moving).pages) == 1


def test_a_photograph_lies_as_the_telephone_held_it(reader: PaperReader) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # its right side is up
    photograph = files.image("JPEG", files.page((3000, 2000)), exif=exif)

    [page] = reader.read(photograph).pages

    assert page.width < page.height
    picture = Image.open(io.BytesIO(reader.picture(photograph, 1, width=300)))
    assert picture.size == (300, 450)


def test_what_is_filled_in_shows(reader: PaperReader) -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    canvas.acroForm.textfield(name="n", value="XXXXXXXX", x=40, y=90, width=200, height=30)
    canvas.showPage()
    canvas.save()

    picture = Image.open(io.BytesIO(reader.picture(out.getvalue(), 1, width=600))).convert("L")

    assert (np.asarray(picture.crop((90, 170, 300, 215))) < 100).any()


def test_scripts_are_told_and_never_run(reader: PaperReader) -> None:
    assert reader.read(files.with_scripts()).scripts
    assert not reader.read(files.pdf()).scripts


def test_a_pdf_that_only_forbids_printing_is_read(reader: PaperReader) -> None:
    assert len(reader.read(files.locked_pdf("")).pages) == 1


def test_codes_with_any_text(reader: PaperReader) -> None:
    hostile = "VF1/../../'; DROP\x01 \u202e<b>ñ𝄞</b>"
    [page] = reader.read(files.form(hostile)).pages

    assert [code.text for code in page.codes] == [hostile]


def test_a_copy_is_stamped_beside_what_is_written(reader: PaperReader) -> None:
    written_to_the_foot = printed(files.form(lines=44))[0]
    draw = ImageDraw.Draw(written_to_the_foot)
    draw.rectangle((200, 2290, 1400, 2320), fill=0)
    source = as_one_pdf([png(printed(files.form())[0]), png(written_to_the_foot)])

    copy = reader.stamped(source, 1, 2, STAMP)

    assert reader.stamped(source, 1, 2, STAMP) == copy  # same input, same bytes
    with pypdfium2.PdfDocument(copy) as document:
        assert len(document) == 2
        for page in document:
            words = page.get_textpage().get_text_bounded()
            assert STAMP.title in words
            assert all(line in words for line in STAMP.lines)
            assert page.get_size() == pytest.approx((595, 842), abs=1)
    # What stood at the foot stands above the stamp now, whole.
    pages = printed(copy)
    foot = np.asarray(pages[1])
    row = int(2305 * (842 - 48.2) / 842)
    assert (foot[row - 8 : row + 8, 300:1300] < 60).mean() > 0.9
    assert len(copy) < 900_000


@pytest.mark.parametrize("size", [(60, 40), (640, 90), (90, 640), (2480, 3508)])
def test_a_copy_of_any_size_has_room_for_the_stamp(
    reader: PaperReader, size: tuple[int, int]
) -> None:
    picture = Image.new("RGB", size, (90, 40, 40))
    copy = reader.stamped(files.image("PNG", picture, dpi=(300, 300)), 1, 1, STAMP)

    [page] = pypdfium2.PdfDocument(copy)
    words = page.get_textpage()
    assert STAMP.title in words.get_text_bounded()
    width, height = page.get_size()
    boxes = [words.get_charbox(place) for place in range(len(STAMP.title))]
    assert min(box[0] for box in boxes) > 0
    assert max(box[2] for box in boxes) < width
    assert max(box[3] for box in boxes) < 17 * 72 / 25.4 < height


def test_dust_at_the_foot_does_not_make_a_page_smaller(reader: PaperReader) -> None:
    [scan] = as_scanned(files.form(lines=20), 8, skew=0.0)
    [copied] = printed(reader.stamped(scan, 1, 1, STAMP))

    # The frame of the form ends at its own height, above the stamp.
    frame = np.asarray(copied)[:2204, 130:160].min(axis=1) < 110
    assert np.flatnonzero(frame).max() > 2190
    assert reader.read(png(copied)).pages[0].codes


def test_a_copy_of_a_colour_page_has_its_colours(reader: PaperReader) -> None:
    red = Image.new("RGB", (827, 1170), (200, 30, 30))

    [page] = pypdfium2.PdfDocument(reader.stamped(files.image("PNG", red), 1, 1, STAMP))

    assert page.render(scale=1).to_pil().convert("RGB").getpixel((100, 100))[0] > 150


@pytest.mark.parametrize("pages", [(0, 1), (1, 2), (2, 1), (3, 3)])
def test_pages_that_are_not_there(reader: PaperReader, pages: tuple[int, int]) -> None:
    with pytest.raises(NoSuchPage):
        reader.stamped(files.image("PNG"), *pages, STAMP)
    with pytest.raises(NoSuchPage):
        reader.picture(files.image("PNG"), 2, width=100)


def test_signatures_are_asked_of_the_same_process(reader: PaperReader) -> None:
    assert reader.signatures(files.pdf(), []).state is SignatureState.UNSIGNED


def test_several_at_once_and_no_more_than_allowed() -> None:
    reader = ProcessReader(limits=Limits(readers=2))
    at_once: list[int] = []
    busy = 0
    lock = threading.Lock()

    def count(done: int, _: int) -> None:
        nonlocal busy
        with lock:
            busy += {1: 1, 3: -1}.get(done, 0)
            at_once.append(busy)

    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(
                pool.map(lambda n: len(reader.read(files.pdf(3), progress=count).pages), range(4))
            )
    finally:
        reader.close()
    assert found == [3] * 4
    assert max(at_once) <= 2


def test_a_closed_reader_reads_no_more() -> None:
    reader = ProcessReader()
    reader.close()

    with pytest.raises(Cancelled):
        reader.read(files.pdf())
