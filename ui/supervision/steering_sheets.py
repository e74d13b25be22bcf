"""The supervisor's longer questions: a notice and those sent today; who stands in for whom."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox

from desktop.usecases.steering_plans import Colleague, replaceable
from domain.notices import NOTICE_LIMIT
from ui.supervision.steering_words import (
    READY_NOTICES,
    Receiver,
    colleague_words,
    stand_ins,
)
from ui.theme import Role, Tone
from ui.widgets import (
    ButtonStyle,
    FormRow,
    KeyButton,
    ReasonSheet,
    Sheet,
    Text,
)
from ui.widgets.cover import ErrorLine
from ui.widgets.forms import date_field, date_of
from ui.widgets.sheets import ReasonButton

CoverChoice = tuple[Colleague, Colleague, date]
"""Who is absent, who stands in, and until when."""


class NoticeSheet(ReasonSheet):
    """Asks what to tell a counter, or all: a ready text by its digit, or one's own.

    Args:
        receivers: whom it can go to.
        counter_id: the counter it is about; every one where None.
        typed: what was typed before and could not be sent.
        sent_today: the words of the button to those already sent; none where empty.
    """

    help_topic = "avisos#enviar-un-aviso"

    written = Signal(object, str)
    """Whom it goes to (``Receiver``), and the text."""
    list_wanted = Signal(str)
    """Those already sent are to be seen; with what was typed so far."""

    def __init__(
        self,
        receivers: Sequence[Receiver],
        counter_id: UUID | None,
        *,
        typed: str = "",
        sent_today: str = "",
    ) -> None:
        super().__init__(
            "¿Qué avisa?",
            READY_NOTICES,
            confirm="Enviar",
            noun="aviso",
            limit=NOTICE_LIMIT,
            width=560,
        )
        self.whom = _Whom()
        for receiver in receivers:
            self.whom.addItem(receiver.label, receiver)
        ids = [receiver.counter_id for receiver in receivers]
        self.whom.setCurrentIndex(ids.index(counter_id) if counter_id in ids else 0)
        self.body.insertWidget(0, FormRow("Para", self.whom))
        self._typed.setText(typed)
        if sent_today:
            earlier = KeyButton(sent_today, key="F4", style=ButtonStyle.GHOST)
            self.foot.insertWidget(1, earlier)
            earlier.clicked.connect(self._list)
        self.chosen.connect(lambda text: self.written.emit(self.whom.currentData(), text))

    @property
    def begins_with(self) -> ReasonButton:
        """Where the focus goes first, so that a digit answers."""
        return self._buttons[0]

    def _list(self) -> None:
        typed = self._typed.text()
        self.close_sheet()
        self.list_wanted.emit(typed)


class _Whom(QComboBox):
    """Leaves the digits to the sheet: no choice of its own begins with one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit():
            event.ignore()
            return
        super().keyPressEvent(event)


class CoverSheet(Sheet):
    """Asks who is absent, who stands in and until when; tells meanwhile what would happen.

    Args:
        colleagues: who works here today.
        absent: who is absent, where that is known.
        today: the first day.
    """

    help_topic = "supervision#reemplazar-a-un-ausente"

    changed = Signal()
    """Something else was chosen: what would happen is to be worked out anew."""
    answered = Signal(object, str)
    """Go on with the ``CoverChoice``, whose plan was told in these words."""

    def __init__(self, colleagues: Sequence[Colleague], absent: UUID | None, today: date) -> None:
        super().__init__("Reemplazar a un ausente", width=560)
        self._colleagues = tuple(colleagues)
        self.absent, self.stand_in = QComboBox(), QComboBox()
        for one in colleagues:
            if replaceable(one):
                self.absent.addItem(colleague_words(one), one)
        ids = [self.absent.itemData(place).id for place in range(self.absent.count())]
        self.absent.setCurrentIndex(ids.index(absent) if absent in ids else 0)
        self.until = date_field(today)
        self.plan = Text("", Role.BODY, Tone.MUTED, wrap=True)
        self.error = ErrorLine()
        for row in (
            FormRow("Quién falta", self.absent),
            FormRow("Quién lo reemplaza", self.stand_in),
            FormRow("Hasta", self.until, hint="Ese día incluido."),
        ):
            self.body.addWidget(row)
        self.body.addWidget(self.plan)
        self.body.addWidget(self.error)
        self.go_on = self.add_action(
            KeyButton("Continuar", key="Return", style=ButtonStyle.PRIMARY), self._answer
        )
        self._offer_others()
        self.absent.currentIndexChanged.connect(self._offer_others)
        self.stand_in.currentIndexChanged.connect(self._ask_anew)
        self.until.dateChanged.connect(self._ask_anew)

    @property
    def chosen(self) -> CoverChoice | None:
        """Who is absent, who stands in, until when; None where there is nobody to choose."""
        absent, stand_in = self.absent.currentData(), self.stand_in.currentData()
        if not isinstance(absent, Colleague) or not isinstance(stand_in, Colleague):
            return None
        return absent, stand_in, date_of(self.until)

    def show_plan(self, lines: Sequence[str]) -> None:
        """Tell what would happen; it can be gone on with."""
        self.plan.setText("\n".join(lines))
        self.plan.show()
        self.error.set("")
        self.go_on.setEnabled(True)

    def refuse(self, words: str) -> None:
        """Tell why that cannot be."""
        self.plan.hide()
        self.error.set(words)
        self.go_on.setEnabled(False)

    def _offer_others(self) -> None:
        """Offer everybody else, whoever was chosen staying so."""
        absent, kept = self.absent.currentData(), self.stand_in.currentData()
        others = stand_ins(self._colleagues, absent)
        self.stand_in.blockSignals(True)
        self.stand_in.clear()
        for one in others:
            self.stand_in.addItem(colleague_words(one), one)
        self.stand_in.setCurrentIndex(others.index(kept) if kept in others else 0)
        self.stand_in.blockSignals(False)
        self._ask_anew()

    def _ask_anew(self) -> None:
        self.go_on.setEnabled(False)  # until it is told what would happen
        self.changed.emit()

    def _answer(self) -> None:
        chosen, plan = self.chosen, self.plan.text()
        self.close_sheet()
        self.answered.emit(chosen, plan)


class DoneSheet(Sheet):
    """Tells what was done, and what is left to do.

    Args:
        title: what it is about.
        done: a line each.
        left: a line each; nothing is said of it where there is none.
    """

    def __init__(self, title: str, done: Sequence[str], left: Sequence[str]) -> None:
        super().__init__(title)
        for heading, lines in (("Hecho", done), ("Por hacer", left)):
            if lines:
                self.body.addWidget(Text(heading, Role.STRONG))
                for line in lines:
                    self.body.addWidget(Text(line, Role.BODY, Tone.MUTED, wrap=True))
        self.cancel_button.hide()
        understood = KeyButton("Entendido", key="Return", style=ButtonStyle.PRIMARY)
        self.add_action(understood, self.close_sheet)
