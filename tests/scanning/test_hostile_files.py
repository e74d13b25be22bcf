"""Files that are damaged or mean harm: each in its own words, and the next one is read all the same."""

import random
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from desktop.ports.scanning import UnreadableFile
from desktop.scanning import faults
from desktop.scanning.process import ProcessReader
from domain.documents import LARGEST_FILE, MOST_PAGES
from tests.scanning import files
from tests.scanning.processes import children


@pytest.fixture(scope="module")
def reader() -> Iterator[ProcessReader]:
    """One reader for all: its process is begun here, and lives until the last test."""
    made = ProcessReader()
    made.read(files.image("PNG"))
    yield made
    made.close()


def _noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


_SIZE = b"/Width 9000/Height 9000"
_JBIG2, _JPX = _SIZE + b"/Filter/JBIG2Decode", _SIZE + b"/Filter/JPXDecode"

REFUSED: dict[str, tuple[Callable[[], bytes], type[UnreadableFile]]] = {
    "empty": (bytes, faults.EmptyFile),
    "too many bytes": (lambda: b"%PDF-1.7\n" + bytes(LARGEST_FILE), faults.FileTooLarge),
    "a text document": (lambda: b"PK\x03\x04" + bytes(500), faults.OtherKind),
    "a drawing": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", faults.OtherKind),
    "a page of the web": (lambda: b"<html><script>alert(1)</script></html>", faults.OtherKind),
    "an animation": (lambda: files.image("GIF"), faults.OtherKind),
    "zeros": (lambda: bytes(5000), faults.OtherKind),
    "half a PNG": (lambda: _half(files.image("PNG")), faults.CutShort),
    "half a JPEG": (lambda: _half(files.image("JPEG")), faults.CutShort),
    "half a TIFF": (lambda: _half(files.image("TIFF")), faults.CutShort),
    "half a BMP": (lambda: _half(files.image("BMP")), faults.CutShort),
    "half a WebP": (lambda: _half(files.image("WEBP")), faults.Damaged),
    "half a PDF": (lambda: _half(files.form()), faults.CutShort),
    "a PNG of its first bytes": (lambda: files.image("PNG")[:30], faults.Damaged),
    "a PDF of its first bytes": (lambda: b"%PDF-1.4\n%%EOF", faults.Damaged),
    "a PDF of noise": (lambda: b"%PDF-1.7\n" + _noise(20_000) + b"%%EOF", faults.Damaged),
    "a TIFF of noise": (lambda: b"II*\0\x08\0\0\0" + _noise(2_000), faults.Damaged),
    "a password": (lambda: files.locked_pdf("secreta"), faults.Locked),
    "too many pages": (lambda: files.pdf(MOST_PAGES + 1), faults.TooManyPages),
    "200 megapixels": (
        lambda: files.empty_png(20_000, 10_000, whole=False),
        faults.PageTooLarge,
    ),
    "a size that cannot be": (
        lambda: files.empty_png(2**31 - 1, 2**31 - 1, whole=False),
        faults.PageTooLarge,
    ),
    "200 megapixels in a PDF": (files.huge_picture, faults.PageTooLarge),
    "a tree of pages that leads back": (
        lambda: files.tree(2, told=900, closed=True),
        faults.Damaged,
    ),
    "a tree too deep": (lambda: files.tree(3000), faults.Damaged),
    "a text that unpacks to 64 MB": (
        lambda: files.empty_png(10, 10, note=bytes(64 << 20)),
        faults.Damaged,
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_its_own_words(reader: ProcessReader, what: str) -> None:
    make, kind = REFUSED[what]
    data = make()
    before = children()

    with pytest.raises(kind) as refused:
        reader.read(data)
    with pytest.raises(UnreadableFile):
        reader.picture(data, 1, width=200)

    assert type(refused.value) is kind
    assert refused.value.kept
    assert children() == before  # the same process serves the next one
    assert len(reader.read(files.image("PNG")).pages) == 1


def test_each_kind_has_its_words() -> None:
    words = [kind.what for kind in faults.BY_NAME.values()]

    assert len(set(words)) == len(words)
    assert all(kind().words.endswith(".") for kind in faults.BY_NAME.values())


@pytest.mark.parametrize(
    ("what", "make"),
    [
        ("100 megapixels in few bytes", lambda: files.empty_png(10_000, 10_000)),
        ("a pixel wide", lambda: files.empty_png(1, 30_000)),
        ("a pixel high", lambda: files.empty_png(30_000, 1)),
        ("as small as can be", lambda: files.empty_png(1, 1)),
        ("a page as large as may be", lambda: files.raw_pdf(box=b"0 0 14400 14400")),
        ("a page as thin as may be", lambda: files.raw_pdf(box=b"0 0 1 14400")),
        ("a page without size", lambda: files.raw_pdf(box=b"0 0 0 0")),
        ("a deep tree of pages", lambda: files.tree(200)),
        ("fewer than no pages", lambda: files.tree(1, told=-5)),
        ("bits of a picture", lambda: files.picture_of(_JBIG2, b"\0\0\0\0\x30\0\1" + b"\x7f" * 40)),
        (
            "waves of a picture",
            lambda: files.picture_of(_JPX, b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff" * 99),
        ),
        ("frames of a PNG", lambda: files.frames("PNG", 50)),
        ("frames of a WebP", lambda: files.frames("WEBP", 50)),
        ("sixteen bits", lambda: files.image("PNG", Image.new("I;16", (300, 400), 40_000))),
        ("a page of no measure", lambda: files.raw_pdf(box=b"0 0 1e30 -1e30")),
    ],
)
def test_odd_but_read(reader: ProcessReader, what: str, make: Callable[[], bytes]) -> None:
    data = make()
    [page] = reader.read(data).pages

    assert page.thumbnail
    assert reader.picture(data, 1, width=300, angle=93.5)


def test_frames_that_lead_back_are_read_once(reader: ProcessReader) -> None:
    assert len(reader.read(files.closed_tiff()).pages) == 2


def test_what_takes_the_memory_ends_its_process_and_nothing_else() -> None:
    before = children()
    reader = ProcessReader()
    try:
        with pytest.raises(faults.TooHeavy):
            reader.read(files.flate_bomb())
        assert children() == before
        assert len(reader.read(files.image("PNG")).pages) == 1
    finally:
        reader.close()
    assert children() == before
