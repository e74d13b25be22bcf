"""Where the demonstrations keep documents, and what their papers come out of."""

import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from db.pieces.embedded import PieceFile
from desktop.documents import PdfDocuments
from desktop.ports import PrintOutcome
from desktop.ports.scanning import FileSeen, PageSeen, Stamp
from desktop.usecases.paper import Paper
from desktop.usecases.shelf import Shelf
from domain.signatures import SignatureReport
from tests.office import MORNING
from ui.documents.pdf import MadePages
from ui.documents.tools import PaperTools


class OwnReader:
    """Reads our own papers as if they had come from outside; nothing else is given to it."""

    def read(
        self,
        data: bytes,
        *,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> FileSeen:
        """Return its pages."""
        pages = MadePages("", data)
        return FileSeen(
            "application/pdf",
            tuple(
                PageSeen(n, 1654, 2339, 0.0, blank=False, thumbnail=_coded(pages, n, 220, b"JPEG"))
                for n in range(1, pages.count() + 1)
            ),
        )

    def picture(self, data: bytes, page: int, *, width: int, angle: float = 0.0) -> bytes:
        """Return a page as PNG."""
        return _coded(MadePages("", data), page, width, b"PNG")

    def signatures(
        self, data: bytes, anchors: Sequence[bytes], revocations: Sequence[bytes] = ()
    ) -> SignatureReport:
        """Return that nobody looked."""
        return SignatureReport()

    def stamped(self, data: bytes, first: int, last: int, stamp: Stamp) -> bytes:
        """Return the pages as they are."""
        return data


class OwnPrinter:
    """A printer that takes everything."""

    def names(self) -> Sequence[str]:
        """Return its name."""
        return ("Oficina", "Recepción")

    def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
        """Take it."""
        return PrintOutcome(printer=printer)


class OwnFiles:
    """Keeps nothing."""

    def keep(self, name: str, data: bytes) -> Path:
        """Tell where it would be."""
        return Path("/Documentos") / name

    def hand_out(self, name: str, data: bytes) -> Path:
        """Tell where it would be."""
        return Path("/Documentos") / name

    def hand_out_by(self, name: str, write: Callable[[BinaryIO], None]) -> Path:
        """Tell where it would be."""
        write(BytesIO())
        return Path("/Documentos") / name

    def offer(self, data: bytes) -> str:
        """Offer nothing."""
        return ""


def _coded(pages: MadePages, number: int, width: int, kind: bytes) -> bytes:
    image: QImage = pages.picture(number, width)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(kind)).write(image)
    return bytes(buffer.data().data())


REPORTS: dict[bytes, SignatureReport] = {}
"""What the electronic signatures of some files come to."""


def _report(data: bytes, _media: str) -> SignatureReport:
    return REPORTS.get(data, SignatureReport((), MORNING))


@cache
def demo_tools() -> PaperTools:
    """Return what the demonstration works with documents by; its store is new each run."""
    folder = tempfile.mkdtemp(prefix="ventanilla-demo-")
    pieces = PieceFile(Path(folder) / "documentos.db", bytes(32), lambda: True)
    shelf = Shelf(pieces.pieces(), OwnReader(), _report)
    paper = Paper(PdfDocuments(), OwnPrinter(), lambda: "Recepción", lambda: "Oficina", OwnFiles())
    return PaperTools(shelf, paper)
