"""A document as it is printed, to be looked at."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from ui import theme
from ui.theme import S


def pages_of(data: bytes, width: int, most: int | None = None) -> QPixmap:
    """Return the pages of a PDF below each other.

    Args:
        data: the document.
        width: of a page in pixels.
        most: so many pages at most; all of them when None.
    """
    # Imported at the first use: not needed for the first paint.
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    images: list[QImage] = []
    for page in range(document.pageCount())[:most]:
        size = document.pagePointSize(page)
        height = round(width * size.height() / size.width())
        images.append(document.render(page, QSize(width, height)))
    document.close()
    whole = QPixmap(width, max(1, sum(image.height() + S for image in images)))
    whole.fill(theme.colour(theme.now().palette.line))
    painter = QPainter(whole)
    top = 0
    for image in images:
        painter.fillRect(0, top, width, image.height(), Qt.GlobalColor.white)
        painter.drawImage(0, top, image)
        top += image.height() + S
    painter.end()
    return whole
