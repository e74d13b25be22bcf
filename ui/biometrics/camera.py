"""The camera as the page sees it: on only while a photograph is to be taken."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from biometrics.images import ColourImage
from desktop.ports.kit import Camera, CameraError, CameraInfo, CameraMissing
from ui.biometrics.kit import (
    AGAIN_MS,
    CAMERA_RESTS,
    CAMERA_WAITED,
    NO_CAMERA,
    KitParts,
    Stands,
)
from ui.theme import Kind


class CameraLine(QObject):
    """The camera in use, on the windows' thread; on only while a photograph is to be taken.

    Args:
        parts: reaches the cameras.
        again_ms: how often a missing one is looked for.
    """

    changed = Signal()
    """It stands otherwise (``stands``)."""
    framed = Signal(object)
    """A picture of this moment (``ColourImage``); never to be kept."""
    failed = Signal(object)
    """It gives no picture that serves (``CameraError``)."""

    def __init__(
        self, parts: KitParts, *, again_ms: int = AGAIN_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._again = QTimer(self, interval=again_ms, singleShot=True)
        self._again.timeout.connect(self._open)
        self._camera: Camera | None = None
        self._wanted = parts.camera
        self._on = False
        self.stands = CAMERA_RESTS

    def start(self) -> None:
        """Turn it on; safe to call again."""
        if not self._on:
            self._on = True
            self._open()

    def stop(self) -> None:
        """Turn it off; it may be started again."""
        self._on = False
        self._again.stop()
        self._let_go()
        self._stand(CAMERA_RESTS)

    def use(self, info: CameraInfo) -> None:
        """Use another camera from now on."""
        self._wanted = info.id
        self._parts.prefer_camera(info.id)
        self._let_go()
        if self._on:
            self._open()

    def found(self) -> Sequence[CameraInfo]:
        """Return the cameras that are there."""
        return self._parts.cameras.discover()

    def look_again(self) -> None:
        """Turn it on anew."""
        if self._on:
            self._let_go()
            self._open()

    def still(self) -> ColourImage:
        """Return the picture of this moment.

        Raises:
            CameraError: there is none.
        """
        if self._camera is None:
            raise CameraMissing
        return self._camera.still()

    def _open(self) -> None:
        if not self._on or self._camera is not None:
            return
        found = tuple(self._parts.cameras.discover())
        chosen = next((one for one in found if one.id == self._wanted), next(iter(found), None))
        if chosen is None:
            self._trouble(CameraMissing())
            return
        try:
            self._camera = self._parts.cameras.open(chosen.id, self._framed, self._trouble)
        except CameraError as refused:
            self._trouble(refused)
            return
        self._stand(replace(CAMERA_WAITED, name=chosen.name))

    def _framed(self, image: ColourImage) -> None:
        if self._camera is not None:
            name = self._camera.info.name
            self._stand(Stands("Cámara lista", Kind.OK, ready=True, name=name))
            self.framed.emit(image)

    def _trouble(self, error: CameraError) -> None:
        if not self._on:
            return
        if isinstance(error, CameraMissing):
            self._let_go()
            self._again.start()
        self._stand(
            NO_CAMERA if isinstance(error, CameraMissing) else Stands(error.what, Kind.WARN)
        )
        self.failed.emit(error)

    def _let_go(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()

    def _stand(self, stands: Stands) -> None:
        if stands != self.stands:
            self.stands = stands
            self.changed.emit()
