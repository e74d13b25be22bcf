"""Cameras by QtMultimedia: found, opened, and their pictures taken from Qt's own path.

On the windows' thread. This module is imported where a camera is first wanted: Qt's part for media
is slow to load, and not there on every computer.
"""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)

from biometrics.images import ColourImage
from desktop.ports.kit import (
    CameraDark,
    CameraError,
    CameraInfo,
    CameraMissing,
    CameraSilent,
)

MOST_A_SECOND = 15
PREVIEW = QSize(640, 640)
"""A picture to look at fits in here; a still is whole."""

SILENT_MS = 5000
_WANTED = QSize(1280, 720)
_DARK_FRAMES = 15  # in a row: a camera that wakes up gives some
_BLACK = 24  # of 255: what is brightest in a black picture is its noise

OnFrame = Callable[[ColourImage], None]
OnError = Callable[[CameraError], None]


class Eye(QObject):
    """A camera that is open: what comes from Qt's session, sifted.

    A camera is told dark or silent once; when it gives pictures again, they follow.

    Args:
        info: what it is.
        on_frame: given a picture to look at, at most ``MOST_A_SECOND``.
        on_error: given what is wrong.
        silent_ms: after so long without a picture it is silent.
    """

    def __init__(
        self, info: CameraInfo, on_frame: OnFrame, on_error: OnError, silent_ms: int = SILENT_MS
    ) -> None:
        super().__init__()
        self._info, self._on_frame, self._on_error = info, on_frame, on_error
        self.session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self.session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._came)
        self._silence = QTimer(self, interval=silent_ms, singleShot=True)
        self._silence.timeout.connect(self._silent)
        self._silence.start()
        self._last: QVideoFrame | None = None
        self._shown = 0.0
        self._dark = 0
        self._wrong: CameraError | None = CameraSilent()  # until the first picture
        self._closed = False

    @property
    def info(self) -> CameraInfo:
        """What it is."""
        return self._info

    def still(self) -> ColourImage:
        """Return the picture of this moment, whole; raises as the port says."""
        if self._wrong is not None or self._last is None:
            raise self._wrong or CameraSilent()
        return _colour(self._last.toImage())

    def close(self) -> None:
        """Let go of the camera. May be called twice."""
        if not self._closed:
            self._end()
            self.deleteLater()

    def missing(self) -> None:
        """It was unplugged: nothing follows."""
        if not self._closed and not isinstance(self._wrong, CameraMissing):
            self._end()
            self._tell(CameraMissing())

    def _end(self) -> None:
        self._closed = True
        self._silence.stop()
        self._sink.videoFrameChanged.disconnect(self._came)
        self._last = None
        self._wrong = CameraMissing()

    def _came(self, frame: QVideoFrame) -> None:
        if self._closed or not frame.isValid():
            return
        self._silence.start()
        self._last = frame
        now = time.monotonic()
        if now - self._shown < 1 / MOST_A_SECOND:
            return
        self._shown = now
        picture = frame.toImage()
        if picture.isNull():
            return
        small = picture.scaled(
            PREVIEW, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
        )
        image = _colour(small if small.width() < picture.width() else picture)
        if max(image.pixels) < _BLACK:
            self._dark += 1
            if self._dark == _DARK_FRAMES:
                self._tell(CameraDark())
            return
        self._dark = 0
        self._wrong = None
        self._on_frame(image)

    def _silent(self) -> None:
        self._last = None
        self._tell(CameraSilent())

    def _tell(self, error: CameraError) -> None:
        self._wrong = error
        self._on_error(error)


class QtCameras:
    """Finds and opens the cameras of this computer."""

    def discover(self) -> Sequence[CameraInfo]:
        """Return the cameras, the system's usual one first."""
        devices = sorted(QMediaDevices.videoInputs(), key=lambda device: not device.isDefault())
        return [_info(device) for device in devices]

    def open(self, camera_id: str, on_frame: OnFrame, on_error: OnError) -> Eye:
        """Open a camera; see the port. Raises CameraMissing."""
        device = _device(camera_id)
        if device is None:
            raise CameraMissing
        eye = Eye(_info(device), on_frame, on_error)
        camera = QCamera(device, eye)
        if (best := _format(device)) is not None:
            camera.setCameraFormat(best)
        media = QMediaDevices(eye)

        def look() -> None:
            if _device(camera_id) is None:
                eye.missing()

        # A camera that fails tells no more: silence follows, and is told in words.
        media.videoInputsChanged.connect(look)
        eye.session.setCamera(camera)
        camera.start()
        return eye


def _device(camera_id: str) -> QCameraDevice | None:
    found = (device for device in QMediaDevices.videoInputs() if _info(device).id == camera_id)
    return next(found, None)


def _info(device: QCameraDevice) -> CameraInfo:
    return CameraInfo(bytes(device.id().data()).decode(errors="replace"), device.description())


def _format(device: QCameraDevice) -> QCameraFormat | None:
    """Return the format nearest to what a photograph needs, among those that are not slow."""

    def far(one: QCameraFormat) -> tuple[bool, int]:
        size = one.resolution()
        apart = abs(size.width() - _WANTED.width()) + abs(size.height() - _WANTED.height())
        return one.maxFrameRate() < MOST_A_SECOND, apart

    return min(device.videoFormats(), key=far, default=None)


def _colour(picture: QImage) -> ColourImage:
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = plain.width(), plain.height(), plain.bytesPerLine()
    raw = bytes(plain.constBits())
    if stride != 3 * width:  # Qt fills rows up to four bytes
        raw = b"".join(raw[row * stride : row * stride + 3 * width] for row in range(height))
    return ColourImage(width, height, raw[: 3 * width * height])
