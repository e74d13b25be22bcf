"""A supervisor's leave, asked for on the spot: to leave a finger out, or to accept a poor one."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from biometrics.images import ColourImage
from desktop.ports.kit import CameraError
from domain.fingers import Finger, FingerException
from ui.biometrics.camera import CameraLine
from ui.biometrics.capture import FingerCapture
from ui.biometrics.presenter import BiometricsPresenter
from ui.biometrics.sheets import AllowSheet, ask_why, exception_words


class Allowing:
    """Asks a supervisor, and does what was allowed.

    Args:
        over: the sheets are laid over its window.
        presenter: has the leave recorded.
        fingers: takes what was allowed.
        camera: takes a picture of a finger that is left out.
    """

    def __init__(
        self,
        over: QWidget,
        presenter: BiometricsPresenter,
        fingers: FingerCapture,
        camera: CameraLine,
    ) -> None:
        self._over, self._presenter = over, presenter
        self._fingers, self._camera = fingers, camera
        self._sheet: AllowSheet | None = None
        self._evidence: dict[Finger, ColourImage] = {}

    def evidence(self) -> tuple[tuple[Finger, ColourImage], ...]:
        """Return the pictures of the fingers that are left out."""
        out = {one.finger for one in self._fingers.exceptions}
        return tuple((finger, image) for finger, image in self._evidence.items() if finger in out)

    def forget(self) -> None:
        """Forget the pictures."""
        self._evidence.clear()

    def ask_exception(self, finger: Finger) -> None:
        """Ask why a finger is left out, then for leave."""
        ask_why(self._over, finger, self.ask_leave)

    def ask_poor(self, finger: Finger) -> None:
        """Ask for leave to accept the best there is of a finger."""
        sheet = AllowSheet(
            "Un supervisor acepta este dedo",
            f"{finger.label}: se conserva lo mejor que se capturó, por debajo de lo exigido.",
        )
        accept = self._presenter.accept_poor
        then = partial(self._accepted, finger)
        sheet.asked.connect(lambda name, pin: accept(finger, name, pin, then, sheet.refused))
        self._open(sheet)

    def ask_leave(self, exception: FingerException) -> None:
        """Ask for leave to leave a finger out."""
        sheet = AllowSheet(
            "Un supervisor autoriza la excepción", exception_words(exception), evidence=True
        )
        allow = self._presenter.allow
        sheet.asked.connect(
            lambda name, pin: allow(exception, name, pin, self._allowed, sheet.refused)
        )
        sheet.evidence_wanted.connect(partial(self._picture, sheet, exception.finger))
        sheet.closed.connect(self._camera.stop)
        self._open(sheet)
        self._camera.start()

    def _open(self, sheet: AllowSheet) -> None:
        self._sheet = sheet
        sheet.open(self._over)
        self._presenter.supervisors(self._offer)

    def _offer(self, found: Sequence[tuple[str, str]]) -> None:
        if self._sheet is not None and isValid(self._sheet):
            self._sheet.show_supervisors(found)

    def _close(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is not None and isValid(sheet):
            sheet.close_sheet()

    def _allowed(self, exception: FingerException) -> None:
        self._close()
        self._fingers.leave_out(exception)

    def _accepted(self, finger: Finger, by: UUID) -> None:
        self._close()
        self._fingers.accept_poor(finger, by)

    def _picture(self, sheet: AllowSheet, finger: Finger) -> None:
        try:
            self._evidence[finger] = self._camera.still()
        except CameraError as error:
            sheet.told_evidence(error.what)
        else:
            sheet.told_evidence("Foto de constancia tomada; se sella con la captura.")
