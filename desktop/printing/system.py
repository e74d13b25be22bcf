"""The printers of the operating system, through Qt, without a dialog.

Qt's own words on threads: a ``QPainter`` may draw on a ``QPrinter`` outside the main thread
(https://doc.qt.io/qt-6/threads-modules.html, "Painting in threads"), and a ``QPdfDocument``
may live in any thread as long as it is used there only. So a job is made and used in one call.

QtPrintSupport and QtPdf are imported at the first use: they are not needed for the first paint.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop.ports import PrintOutcome
from domain.errors import PrintFailed

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPageSize, QPainter
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

_HIGHEST_RESOLUTION = 300


class SystemPrinter:
    """Prints on a printer that the operating system knows.

    Args:
        devices: returns the names of the printers, the usual one first.
        open_device: returns the device of a name; raises PrintFailed when it cannot be used.
    """

    def __init__(
        self,
        devices: Callable[[], Sequence[str]] | None = None,
        open_device: "Callable[[str], QPrinter] | None" = None,
    ) -> None:
        self._devices = _installed if devices is None else devices
        self._open_device = _open if open_device is None else open_device

    def names(self) -> Sequence[str]:
        """Return the printers one can choose, the usual one first."""
        return self._devices()

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Print a PDF on paper of its own page size.

        Raises:
            PrintFailed: no such printer, it is stopped, or the document cannot be read.
        """
        if printer not in self.names():
            raise PrintFailed(
                f"No se encuentra la impresora «{printer[:60]}»."
                if printer
                else "No hay una impresora elegida.",
                todo="Elija otra impresora en Administración, «Impresora y pantalla».",
            )
        _paint(data, self._open_device(printer), title)
        return PrintOutcome(printer=printer)


def _installed() -> Sequence[str]:
    from PySide6.QtPrintSupport import QPrinterInfo

    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))


def _open(name: str) -> "QPrinter":
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(name)
    if info.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        # A stopped queue would take the job and let it out hours later.
        raise PrintFailed(f"La impresora «{name}» está detenida.")
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


def _paint(data: bytes, device: "QPrinter", title: str) -> None:
    from PySide6.QtCore import QBuffer, QByteArray, QMarginsF
    from PySide6.QtGui import QPageLayout, QPainter
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    if document.status() is not QPdfDocument.Status.Ready:
        raise PrintFailed("El documento está dañado y no se puede imprimir.")
    try:
        device.setDocName(title)
        device.setCreator("Ventanilla")
        device.setFullPage(True)
        device.setResolution(min(device.resolution(), _HIGHEST_RESOLUTION))
        device.setPageSize(_page_size(document, 0))
        device.setPageMargins(QMarginsF(), QPageLayout.Unit.Point)
        painter = QPainter()
        if not painter.begin(device):
            raise PrintFailed()
        try:
            for page in range(document.pageCount()):
                if page > 0 and not device.newPage():
                    raise PrintFailed()
                _draw(document, page, device, painter)
        finally:
            painter.end()
        if device.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
            raise PrintFailed()
    finally:
        document.close()


def _page_size(document: "QPdfDocument", page: int) -> "QPageSize":
    from PySide6.QtGui import QPageSize

    return QPageSize(
        document.pagePointSize(page),
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.FuzzyOrientationMatch,
    )


def _draw(document: "QPdfDocument", page: int, device: "QPrinter", painter: "QPainter") -> None:
    from PySide6.QtCore import QRectF, QSize, Qt
    from PySide6.QtGui import QImage

    scale = device.resolution() / 72
    points = document.pagePointSize(page)
    drawn = document.render(
        page, QSize(round(points.width() * scale), round(points.height() * scale))
    )
    # The page is transparent where nothing is drawn; some drivers print that in black.
    image = QImage(drawn.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    _over(image, drawn)
    painter.drawImage(QRectF(0, 0, image.width(), image.height()), image)


def _over(image: "QImage", drawn: "QImage") -> None:
    from PySide6.QtGui import QPainter

    painter = QPainter(image)
    painter.drawImage(0, 0, drawn)
    painter.end()
