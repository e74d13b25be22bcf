"""A photograph of a paper, and pictures as files."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSizePolicy

from biometrics.images import ColourImage
from desktop.ports.kit import CameraError
from ui.biometrics.camera import CameraLine
from ui.biometrics.kit import KitParts
from ui.biometrics.picture import PhotoPicture
from ui.theme import Role, Tone
from ui.widgets import ButtonStyle, Chip, KeyButton, Text
from ui.widgets.cover import ErrorLine
from ui.widgets.tall import TallSheet

_JPEG_QUALITY = 90


class PhotoSheet(TallSheet):
    """A photograph of a paper by the computer's camera, looked at before it is taken in.

    Args:
        parts: reaches the cameras.
    """

    taken = Signal(object)
    """The photograph (``QImage``)."""

    def __init__(self, parts: KitParts) -> None:
        super().__init__("Fotografiar un documento", width=980, height=900, around=300)
        self._camera = CameraLine(parts, parent=self)
        self._still: ColourImage | None = None
        self.state = Chip()
        self.picture = PhotoPicture(160)
        self.picture.framed = False
        self.picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.error = ErrorLine()
        words = "Ponga el papel sobre la mesa, derecho y con luz, y que se lea todo."
        self.body.addWidget(Text(words, Role.BODY, Tone.MUTED, wrap=True))
        self.add_long(self.picture)
        self.body.addWidget(self.picture)
        self.body.addWidget(self.state)
        self.body.addWidget(self.error)
        self.again = self.add_action(KeyButton("Repetir", key="F4", icon="repeat"), self._again)
        self.take = self.add_action(
            KeyButton("Fotografiar", key="F2", icon="camera", style=ButtonStyle.PRIMARY), self._take
        )
        self.use = self.add_action(
            KeyButton("Recibir", key="F2", icon="check", style=ButtonStyle.PRIMARY), self._use
        )
        self._camera.changed.connect(self._draw)
        self._camera.framed.connect(self._show)
        self._camera.failed.connect(lambda error: self.error.set(error.words))
        self.closed.connect(self._camera.stop)
        self._draw()
        self._camera.start()

    def _draw(self) -> None:
        stands, still = self._camera.stands, self._still
        self.state.set(stands.words, stands.kind)
        self.state.setVisible(still is None)
        self.take.setVisible(still is None)
        self.take.setEnabled(stands.ready)
        if stands.ready and still is None and self.cancel_button.hasFocus():
            self.take.setFocus()
        self.use.setVisible(still is not None)
        self.again.setVisible(still is not None)

    def _show(self, image: ColourImage) -> None:
        if self._still is None:
            self.error.set("")
            self.picture.show_photo(image)

    def _take(self) -> None:
        try:
            self._still = self._camera.still()
        except CameraError as error:
            self._camera.look_again()
            self.error.set(error.words)
            return
        self.picture.show_photo(self._still)
        self._draw()
        self.use.setFocus()

    def _again(self) -> None:
        self._still = None
        self._draw()
        self.take.setFocus()

    def _use(self) -> None:
        still = self._still
        if still is None:
            return
        image = QImage(
            still.pixels, still.width, still.height, still.width * 3, QImage.Format.Format_RGB888
        ).copy()  # a QImage over bytes does not keep them
        self.close_sheet()
        self.taken.emit(image)


def as_jpeg(image: QImage) -> bytes:
    """Return a photograph as a file, at its full size."""
    return _encoded(image, "JPEG", _JPEG_QUALITY)


def as_png(image: QImage) -> bytes:
    """Return a picture of the clipboard as a file."""
    return _encoded(image, "PNG", -1)


def _encoded(image: QImage, kind: str, quality: int) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(content.data())
