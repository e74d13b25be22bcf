"""The photograph: a picture of this moment, looked at by the program, and kept in memory alone."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from biometrics.faces import PhotoCheck, check_photo
from biometrics.images import ColourImage
from desktop.ports.kit import CameraError
from ui.biometrics.camera import CameraLine
from ui.work import Runner


@dataclass(frozen=True, slots=True)
class PhotoState:
    """What the step of the photograph shows.

    Attributes:
        checking: the picture taken is being looked at.
        check: what was found of it; None while none is taken.
        kept: it is the one that counts.
        trouble: what is wrong with the camera, in words.
    """

    checking: bool = False
    check: PhotoCheck | None = None
    kept: bool = False
    trouble: str = ""

    @property
    def taken(self) -> bool:
        """Whether there is one to be judged by the person."""
        return self.check is not None

    @property
    def advice(self) -> str:
        """What to change for the next one, in words."""
        if self.check is None:
            return ""
        return " ".join(f"{finding.label}." for finding in self.check.findings)


class PhotoCapture(QObject):
    """Takes the photograph.

    Args:
        camera: the camera in use.
    """

    changed = Signal()
    """``state`` is another one."""
    showed = Signal(object)
    """The photograph just taken (``ColourImage``), for the eyes only; None: nothing any more."""

    def __init__(self, camera: CameraLine, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self._runner = Runner(parent=self)
        self._image: ColourImage | None = None
        self._turn = 0
        self.state = PhotoState()
        camera.failed.connect(self._failed)
        camera.framed.connect(self._framed)

    @property
    def image(self) -> ColourImage | None:
        """The photograph that counts."""
        return self._image if self.state.kept else None

    def take(self) -> None:
        """Take the picture of this moment, and look at it."""
        if self.state.checking:
            return
        try:
            image = self._camera.still()
        except CameraError as error:
            self._camera.look_again()
            self._show(replace(self.state, trouble=error.words))
            return
        self._image = image
        self._turn += 1
        turn = self._turn
        self._show(PhotoState(checking=True))
        self.showed.emit(image)

        def looked(check: PhotoCheck) -> None:
            if turn == self._turn:
                self._show(PhotoState(check=check))

        self._runner.read(lambda: check_photo(image), looked)

    def keep(self) -> None:
        """Let the one that was taken count."""
        if self.state.taken:
            self._show(replace(self.state, kept=True))

    def again(self) -> None:
        """Forget the one that was taken."""
        self._turn += 1
        self._image = None
        self.showed.emit(None)
        self._show(PhotoState())

    def close(self) -> None:
        """The page goes: forget it."""
        self.again()
        self._runner.close()

    def _failed(self, error: CameraError) -> None:
        self._show(replace(self.state, trouble=error.words))

    def _framed(self, _image: ColourImage) -> None:
        if self.state.trouble:
            self._show(replace(self.state, trouble=""))

    def _show(self, state: PhotoState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
