"""The pages of a PDF that the program itself made. What comes from outside is never opened here."""

from functools import cached_property

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter


class MadePages:
    """A PDF of our own as a ``PageSource``: each call loads it in its own thread (1 ms).

    Args:
        name: what tells it from others.
        data: the PDF.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self._name, self.data = name, data

    @property
    def name(self) -> str:
        """What tells it from others."""
        return self._name

    def count(self) -> int:
        """Return how many pages it has."""
        return self._count

    @cached_property
    def _count(self) -> int:
        from PySide6.QtPdf import QPdfDocument  # not needed for the first paint

        buffer = _buffer(self.data)
        document = QPdfDocument()
        document.load(buffer)
        pages = document.pageCount()
        document.close()
        return pages

    def picture(self, number: int, width: int) -> QImage:
        """Return a page on white paper."""
        from PySide6.QtPdf import QPdfDocument  # not needed for the first paint

        buffer = _buffer(self.data)
        document = QPdfDocument()
        document.load(buffer)
        size = document.pagePointSize(number - 1)
        if size.isEmpty():
            return QImage()
        height = round(width * size.height() / size.width())
        drawn = document.render(number - 1, QSize(width, height))
        document.close()
        paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return paper


def _buffer(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    return buffer
