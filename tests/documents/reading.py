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
    with opened(data) as document:
        pages = [document.getAllText(page).text() for page in range(document.pageCount())]
    return " ".join(" ".join(pages).split())


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


def qr_codes(data: bytes, *, dpi: int = THERMAL_DPI) -> list[str]:
    """Return what a scanner reads on the first page as a thermal head burns it: black or not."""
    with opened(data) as document:
        points = document.pagePointSize(0)
        scale = dpi / 72
        drawn = document.render(
            0, QSize(round(points.width() * scale), round(points.height() * scale))
        )
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    burnt = paper.convertToFormat(QImage.Format.Format_Mono).convertToFormat(
        QImage.Format.Format_Grayscale8
    )
    pixels = bytes(burnt.constBits())
    found = decode((pixels, burnt.bytesPerLine(), burnt.height()), symbols=[ZBarSymbol.QRCODE])
    return [code.data.decode() for code in found]
