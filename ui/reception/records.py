"""What other offices keep of a person, to be read."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.ports import RecordSeen, VisitSeen
from domain.people import Person
from domain.tickets import TicketState
from ui import theme
from ui.reception.state import document_words
from ui.theme import Role, S, Tone
from ui.widgets.sheets import Sheet
from ui.widgets.text import Text

_STEPS = {
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
}
NOBODY = "Ninguna otra oficina tiene datos de esta persona."


class RecordsSheet(Sheet):
    """A person's record in each office, with their latest visits.

    Args:
        person: as this office has them.
        records: as the centre told.
    """

    help_topic = "recepcion#otras-oficinas"

    def __init__(self, person: Person, records: Sequence[RecordSeen]) -> None:
        super().__init__("Lo que consta en las oficinas", width=620)
        note = f"{document_words(person)}. Queda registrado que usted lo consultó."
        self.body.addWidget(Text(note, Role.SMALL, Tone.MUTED, wrap=True))
        self.words: list[str] = []
        content = QWidget()
        content.setObjectName("clear")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(S)
        for record in records:
            self._add(column, record.office, Role.STRONG, Tone.NORMAL)
            self._add(column, about(record), Role.BODY, Tone.NORMAL)
            for visit in record.visits:
                self._add(column, visit_words(visit), Role.SMALL, Tone.MUTED)
        if not records:
            self._add(column, NOBODY, Role.BODY, Tone.NORMAL)
        column.addStretch(1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are the sheet's
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(theme.now().px(320))
        area.setWidget(content)
        self.body.addWidget(area)
        self._bar = area.verticalScrollBar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows and Re Pág, Av Pág read on."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._bar.triggerAction(step)

    def _add(self, column: QVBoxLayout, words: str, role: Role, tone: Tone) -> None:
        label = Text(words, role, tone, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(label)
        self.words.append(words)


def about(record: RecordSeen) -> str:
    """Return what an office keeps, in one line."""
    return " · ".join(part for part in (record.name, record.phone, record.email) if part)


def visit_words(visit: VisitSeen) -> str:
    """Return a visit as one line: ``04/12/2026 · A-018 · Atendido``."""
    try:
        day = f"{date.fromisoformat(visit.day):%d/%m/%Y}"
    except ValueError:
        day = visit.day
    known = visit.state in set(TicketState)
    state = TicketState(visit.state).label if known else ""
    return " · ".join(part for part in (day, visit.code, state) if part)
