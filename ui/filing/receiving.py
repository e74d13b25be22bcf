"""The ways in which a person gives the page of documents a file."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from domain.documents import Source
from ui.biometrics.kit import KitParts
from ui.filing.intake import Intake
from ui.filing.photograph import PhotoSheet, as_jpeg, as_png
from ui.widgets import Notice, tell

FILTER = "Documentos (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp);;Todos los archivos (*)"


class Receiving(QObject):
    """Files chosen, dropped, copied and photographed.

    Args:
        over: the page.
        intake: takes them in.
        kit: reaches the cameras; None where papers are not photographed.
        now: returns the moment on the office's clock: what has no name is called by it.
    """

    def __init__(
        self, over: QWidget, intake: Intake, kit: KitParts | None, now: Callable[[], datetime]
    ) -> None:
        super().__init__(over)
        self._over, self._intake, self._kit, self._now = over, intake, kit, now

    def take(self, data: QMimeData, source: Source) -> None:
        """Take in the files or the picture of something dropped or copied."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        image = data.imageData() if data.hasImage() else None
        if paths:
            self._intake.add_files(paths, source)
        elif isinstance(image, QImage) and not image.isNull():
            self._intake.add(self._called("Imagen", "png"), partial(as_png, image), source)
        else:
            words = "Ahí no hay ningún archivo de este computador ni una imagen."
            tell(self._over, Notice(words, todo="Guárdelo primero y pulse Ctrl+O."))

    def paste(self) -> None:
        """Take in what was copied."""
        self.take(QGuiApplication.clipboard().mimeData(), Source.CLIPBOARD)

    def choose(self) -> None:
        """Ask for files of this computer."""
        dialog = QFileDialog(self._over, "Recibir documentos")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def photograph(self) -> None:
        """Photograph a paper."""
        if self._kit is None:
            return
        sheet = PhotoSheet(self._kit)
        sheet.taken.connect(self._photographed)
        sheet.open(self._over)

    def _chosen(self, names: Sequence[str]) -> None:
        self._intake.add_files([Path(name) for name in names], Source.FILE)

    def _photographed(self, image: QImage) -> None:
        name = self._called("Fotografía", "jpg")
        self._intake.add(name, partial(as_jpeg, image), Source.CAMERA)

    def _called(self, what: str, ending: str) -> str:
        return f"{what} {self._now():%Y-%m-%d %H.%M.%S}.{ending}"
