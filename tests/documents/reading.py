"""PDFs read back as a person and a scanner would: their words, their QR code, their paper."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from pyzbar.pyzbar import ZBarSymbol, decode

THERMAL_DPI = 203
MM = 72 / 25.4


@contextmanager
def opened(data: bytes) -> Iterator[QPdfDocument]:
    """Open a PDF for reading."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    assert document.status() is QPdfDocument.Status.Ready
    try:
        yield document
    finally:
        document.close()


def words(data: bytes) -> str:
    """Return all words of all pages, single-spaced."""
    return " ".join(page_words(data))


def page_words(data: bytes) -> list[str]:
    """Return the words of each page, single-spaced."""
    with opened(data) as document:
        pages = [document.getAllText(page).text() for page in range(document.pageCount())]
    return [" ".join(page.split()) for page in pages]


def metadata(data: bytes) -> dict[str, str]:
    """Return title, author and the like."""
    with opened(data) as document:
        fields = QPdfDocument.MetaDataField
        return {
            field.name: str(document.metaData(field))
            for field in (fields.Title, fields.Author, fields.Creator)
        }


def sizes(data: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page, in millimetres."""
    with opened(data) as document:
        return [
            (size.width() / MM, size.height() / MM)
            for size in map(document.pagePointSize, range(document.pageCount()))
        ]


def page_image(document: QPdfDocument, page: int, dpi: int) -> QImage:
    """Return a page on white paper."""
    points = document.pagePointSize(page)
    scale = dpi / 72
    size = QSize(round(points.width() * scale), round(points.height() * scale))
    paper = QImage(size, QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    painter = QPainter(paper)
    painter.drawImage(0, 0, document.render(page, size))
    painter.end()
    return paper


def is_kept_within(data: bytes, margin: float) -> bool:
    """Tell whether both side margins of every page are blank.

    Args:
        data: an A4 document; the band along its upper edge does not count.
        margin: in millimetres.
    """
    dpi, band = 60, 4.0
    with opened(data) as document:
        pages = [page_image(document, page, dpi) for page in range(document.pageCount())]
    for page in pages:
        across, top = int(margin / 25.4 * dpi), int(band / 25.4 * dpi) + 1
        height = page.height() - top
        for left in (0, page.width() - across):
            side = page.copy(left, top, across, height)
            if set(memoryview(side.constBits()).cast("I")) != {0xFFFFFFFF}:
                return False
    return True


def page_codes(data: bytes, *, dpi: int = 200) -> list[list[str]]:
    """Return what a flatbed scanner reads on each page, in grey."""
    with opened(data) as document:
        pages = [page_image(document, page, dpi) for page in range(document.pageCount())]
    return [_codes(page) for page in pages]


def qr_codes(data: bytes, *, dpi: int = THERMAL_DPI, grey: bool = False) -> list[str]:
    """Return what a scanner reads on the first page.

    Args:
        data: the document.
        dpi: how finely it is printed.
        grey: by an office's printer without colour; else as a thermal head burns it, black or not.
    """
    with opened(data) as document:
        paper = page_image(document, 0, dpi)
    if not grey:
        paper = paper.convertToFormat(QImage.Format.Format_Mono)
    return _codes(paper)


def _codes(paper: QImage) -> list[str]:
    seen = paper.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = bytes(seen.constBits())
    found = decode((pixels, seen.bytesPerLine(), seen.height()), symbols=[ZBarSymbol.QRCODE])
    return [code.data.decode() for code in found]
