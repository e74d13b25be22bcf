"""The questions of the page: why a finger is left out, who allows it, and which kit is used."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.usecases.passwords import LONGEST_PIN
from domain.errors import KnownError
from domain.fingers import ExceptionReason, Finger, FingerException, checked_exception
from domain.seats import AuthoriserRole
from ui.biometrics.camera import CameraLine
from ui.biometrics.kit import ReaderLine, named, same
from ui.theme import Role, S, Tone
from ui.widgets import (
    BusyBar,
    ButtonStyle,
    ChoiceSheet,
    FormRow,
    KeyButton,
    PinField,
    ReasonSheet,
    Sheet,
    Text,
)
from ui.widgets.cover import ErrorLine

EXCEPTIONS: dict[str, tuple[ExceptionReason, bool]] = {
    "Ausente (permanente)": (ExceptionReason.MISSING, True),
    "Vendado (temporal)": (ExceptionReason.BANDAGED, False),
    "Ilegible por ahora (temporal)": (ExceptionReason.UNREADABLE, False),
    "Ilegible siempre (permanente)": (ExceptionReason.UNREADABLE, True),
}
"""Why a finger cannot be captured, with whether it will be otherwise one day."""


def ask_why(over: QWidget, finger: Finger, then: Callable[[FingerException], None]) -> None:
    """Ask why a finger is left out."""
    sheet = ReasonSheet(
        f"¿Por qué no se captura el {finger.label.lower()}?", list(EXCEPTIONS), free=False
    )

    def chosen(words: str) -> None:
        reason, permanent = EXCEPTIONS[words]
        then(checked_exception(finger, reason, permanent=permanent))

    sheet.chosen.connect(chosen)
    sheet.open(over)


NAMED = {
    "Quien trae el trámite, como titular": (True, AuthoriserRole.TITULAR),
    "Quien trae el trámite, como alterno": (True, AuthoriserRole.ALTERNO),
    "Otra persona, como titular": (False, AuthoriserRole.TITULAR),
    "Otra persona, como alterno": (False, AuthoriserRole.ALTERNO),
}


def ask_whom(over: QWidget, then: Callable[[bool, AuthoriserRole], None]) -> None:
    """Ask who is enrolled by a case: who brings it, or somebody else; and as what."""
    sheet = ReasonSheet("¿A quién se enrola?", list(NAMED), free=False)
    sheet.chosen.connect(lambda words: then(*NAMED[words]))
    sheet.open(over)


def ask_kit(over: QWidget, reader: ReaderLine, camera: CameraLine) -> None:
    """Ask which reader or camera is used from now on."""
    used = " · en uso"
    choices: list[tuple[str, Callable[[], None]]] = [
        (
            f"{named(info)} {info.serial}".strip() + (used if same(info, reader.info) else ""),
            partial(reader.use, info),
        )
        for info in reader.found
    ]
    choices += [(f"Cámara {info.name}", partial(camera.use, info)) for info in camera.found()]
    choices.append(("Buscar otra vez", reader.search))
    sheet = ChoiceSheet("¿Qué kit usa?", choices, text="Cambia en el momento; nada se pierde.")
    sheet.picked.connect(lambda act: act())
    sheet.open(over)


def exception_words(exception: FingerException) -> str:
    """Return an exception as it is asked for: ``Índice derecho: vendado (temporal).``"""
    lasts = "permanente" if exception.permanent else "temporal"
    return f"{exception.finger.label}: {exception.reason.label.lower()} ({lasts})."


class AllowSheet(Sheet):
    """A supervisor signs in on the spot to allow something; it stays until it is allowed.

    Args:
        title: what is to be allowed.
        what: in more words.
        evidence: offers a picture of it.
    """

    help_topic = "biometria#excepciones"

    asked = Signal(str, str)
    """User name and PIN, as typed."""
    evidence_wanted = Signal()

    def __init__(self, title: str, what: str, *, evidence: bool = False) -> None:
        super().__init__(title, width=520)
        self.body.addWidget(Text(what, Role.BODY, Tone.MUTED, wrap=True))
        self.supervisor = QComboBox()
        self.pin = PinField("PIN del supervisor", length=LONGEST_PIN)
        self.pin.setAccessibleName("PIN del supervisor")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(FormRow("Supervisor", self.supervisor), 3)
        row.addWidget(FormRow("Su PIN", self.pin), 2)
        self.body.addWidget(holder)
        self._nobody = Text("", Role.BODY, Tone.WARN, wrap=True)
        self._nobody.hide()
        self.body.addWidget(self._nobody)
        self._evidence = Text("", Role.SMALL, Tone.OK, wrap=True)
        self._evidence.hide()
        self.body.addWidget(self._evidence)
        self._busy = BusyBar()
        self.error = ErrorLine()
        self.body.addWidget(self._busy)
        self.body.addWidget(self.error)
        if evidence:
            self.picture = self.add_action(
                KeyButton("Foto de constancia", key="F6", icon="contact"),
                self.evidence_wanted.emit,
            )
        self.go = self.add_action(
            KeyButton("Autorizar", key="Return", style=ButtonStyle.PRIMARY), self._go
        )

    def show_supervisors(self, found: Sequence[tuple[str, str]]) -> None:
        """Offer who may allow it: user names and names."""
        self.supervisor.clear()
        for username, name in found:
            self.supervisor.addItem(name, username)
        self._nobody.setText("Hoy no hay otro supervisor registrado: avise al administrador.")
        self._nobody.setVisible(not found)
        self.go.setEnabled(bool(found))
        if found:
            self.pin.setFocus()

    def told_evidence(self, words: str) -> None:
        """Say what became of the picture."""
        self._evidence.setText(words)
        self._evidence.setVisible(bool(words))

    def refused(self, error: KnownError) -> None:
        """Tell why it was not allowed; it may be tried again."""
        self._busy.set_busy(False)
        self.go.setEnabled(True)
        self.error.set(error.words)
        self.pin.clear()
        self.pin.setFocus()

    def _go(self) -> None:
        if not self.pin.text():
            self.pin.setFocus()
            return
        self.error.set("")
        self.go.setEnabled(False)
        self._busy.set_busy(True)
        self.asked.emit(str(self.supervisor.currentData()), self.pin.text())
