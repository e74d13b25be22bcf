"""A camera that is not there, through Qt's real path: for demonstrations, practice and tests."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameInput

from biometrics.images import ColourImage
from biometrics.synthetic_faces import FaceVariant, face_image
from desktop.drivers.camera import MOST_A_SECOND, SILENT_MS, Eye, OnError, OnFrame
from desktop.ports.kit import CameraInfo, CameraMissing

SIMULATED = CameraInfo("simulada-1", "Cámara simulada")


class _Feed(QObject):
    """Sends what the driver shows into an eye's session."""

    def __init__(self, driver: "SimulatedCameras", eye: Eye) -> None:
        super().__init__(eye)
        self._driver = driver
        self._input = QVideoFrameInput(self)
        eye.session.setVideoFrameInput(self._input)
        self._beat = QTimer(self, interval=1000 // MOST_A_SECOND)
        self._beat.timeout.connect(self._send)
        self._beat.start()

    def _send(self) -> None:
        if (shown := self._driver.shows) is not None:
            picture = QImage(
                shown.pixels,
                shown.width,
                shown.height,
                3 * shown.width,
                QImage.Format.Format_RGB888,
            )
            self._input.sendVideoFrame(QVideoFrame(picture))


class SimulatedCameras:
    """Finds and opens the simulated camera.

    Args:
        silent_ms: as ``Eye``.

    Attributes:
        shows: what is before it; None where it gives no picture. Somebody else each time it is
            opened, unless ``show`` said otherwise.
    """

    def __init__(self, silent_ms: int = SILENT_MS) -> None:
        self._silent_ms = silent_ms
        self.shows: ColourImage | None = None
        self._chosen = False
        self._seed = 0
        self._plugged = True
        self._open: list[Eye] = []

    def show(self, picture: ColourImage | FaceVariant | None) -> None:
        """Put something before the camera; None for a camera that gives no picture."""
        self._chosen = True
        if isinstance(picture, FaceVariant):
            picture = face_image(self._seed, picture)
        self.shows = picture

    def unplug(self) -> None:
        """Pull the camera out."""
        self._plugged = False
        opened, self._open = self._open, []
        for eye in opened:
            eye.missing()

    def plug(self) -> None:
        """Plug it in."""
        self._plugged = True

    def discover(self) -> Sequence[CameraInfo]:
        """Return the camera, unless it is unplugged."""
        return (SIMULATED,) if self._plugged else ()

    def open(self, camera_id: str, on_frame: OnFrame, on_error: OnError) -> Eye:
        """Open the camera; see the port. Raises CameraMissing."""
        if not self._plugged or camera_id != SIMULATED.id:
            raise CameraMissing
        if not self._chosen:
            self._seed += 1
            self.shows = face_image(self._seed)
        eye = Eye(SIMULATED, on_frame, on_error, self._silent_ms)
        _Feed(self, eye)
        self._open.append(eye)
        return eye
