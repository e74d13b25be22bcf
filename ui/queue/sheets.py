"""The short questions of the queue page: where to send a turno, and what is left undone."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from ui.queue.state import Destination
from ui.theme import Role, Tone
from ui.widgets import ButtonStyle, KeyButton, Text
from ui.widgets.sheets import ReasonSheet, Sheet

REASONS_TO_SEND = ("Corresponde a otra ventanilla", "Falta otro servicio", "Lo pide la persona")
REASONS_TO_HOLD = ("Falta un documento", "Consulta con otra área", "La persona vuelve enseguida")
REASONS_TO_BREAK = ("Almuerzo", "Café", "Reunión")
REASONS_TO_CANCEL = ("Se retiró", "Turno duplicado", "Turno emitido por error")
REASONS_OUT_OF_TURN = ("Atención prioritaria", "Viene de lejos", "Trámite ya iniciado")
REASONS_TO_FINISH = ("Volverá otro día", "Ya no lo necesita", "No trae los documentos")

OTHER_SERVICE = "Agregar otro servicio…"
FINISH_HERE = "Terminar aquí y anotar por qué"


class SendSheet(ReasonSheet):
    """Asks where a turno goes, by digit.

    Args:
        title: the question.
        places: where it can go.
        text: an explanation above them.
        last: one more thing to choose, after the places.
        done_here: ask whether this counter's part is done; ticked at first when true, not asked
            when None.
    """

    sent = Signal(object, bool)
    """The ``Destination``, and whether this counter's part is done."""
    last_chosen = Signal(bool)
    """The last thing was chosen; whether this counter's part is done."""

    def __init__(
        self,
        title: str,
        places: Sequence[Destination],
        *,
        text: str = "",
        last: str = "",
        done_here: bool | None = None,
    ) -> None:
        shown = list(places)[: 8 if last else 9]
        labels = [place.label for place in shown] + ([last] if last else [])
        super().__init__(title, labels, text=text, free=False)
        self._places = {place.label: place for place in shown}
        self._done: QCheckBox | None = None
        if done_here is not None:
            self._done = QCheckBox("Lo que atiende esta ventanilla ya está hecho")
            self._done.setChecked(done_here)
            self.body.addWidget(self._done)
        self.chosen.connect(self._tell)

    def _tell(self, label: str) -> None:
        done = self._done is not None and self._done.isChecked()
        place = self._places.get(label)
        if place is None:
            self.last_chosen.emit(done)
        else:
            self.sent.emit(place, done)


class ServicesSheet(Sheet):
    """Asks which services the counter attends from now on.

    Args:
        offered: those it could attend, by number, with their names.
        attended: those it attends now.
    """

    picked = Signal(object)
    """The services (``frozenset[int]``)."""

    def __init__(self, offered: Mapping[int, str], attended: frozenset[int]) -> None:
        super().__init__("¿Qué servicios atiende su ventanilla?")
        self._boxes = {number: QCheckBox(name) for number, name in offered.items()}
        for number, box in self._boxes.items():
            box.setChecked(number in attended)
            self.body.addWidget(box)
        self._missing = Text("", Role.SMALL, Tone.ERROR, wrap=True)
        self._missing.hide()
        self.body.addWidget(self._missing)
        self.add_action(KeyButton("Guardar", key="Return", style=ButtonStyle.PRIMARY), self._save)

    def _save(self) -> None:
        ticked = frozenset(n for n, box in self._boxes.items() if box.isChecked())
        if not ticked:
            self._missing.setText("Elija al menos un servicio.")
            self._missing.show()
            return
        self.close_sheet()
        self.picked.emit(ticked)
