"""The card on the supervisor's page with what waits for an answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from domain.approvals import ApprovalKind
from ui.approvals.presenter import PendingPresenter, PendingRow
from ui.theme import XS, Kind, Role, S, Tone
from ui.widgets.buttons import ButtonStyle, KeyButton
from ui.widgets.cards import Card, EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.sheets import ReasonSheet
from ui.widgets.text import Chip, Elapsed, Text

REFUSALS = ("No corresponde", "Que espere su turno", "Hable conmigo primero")
ANSWER_REFUSALS = ("Falta información", "Corrija la redacción", "Hable conmigo primero")
LATE = timedelta(minutes=2)


class ApprovalsCard(Card):
    """Requests for leave, the oldest first; that one answers to Alt+A and Alt+R.

    It looks for requests only while it can be seen.

    Args:
        presenter: what waits.
        clock: the time now, for the age of each request.
    """

    def __init__(self, presenter: PendingPresenter, clock: Callable[[], datetime]) -> None:
        self._count = Chip("", Kind.WARN)
        super().__init__("Autorizaciones", self._count)
        self._presenter = presenter
        self._clock = clock
        self._rows: list[QWidget] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(S)
        self.body.addLayout(self._list)
        self._empty = EmptyState(
            "shield-check",
            "Nada que autorizar",
            "Los pedidos de las ventanillas aparecen aquí.",
            line=True,
        )
        self.body.addWidget(self._empty)
        self.body.addStretch(1)
        presenter.changed.connect(self.show_rows)
        self.show_rows(presenter.rows)

    def show_rows(self, rows: tuple[PendingRow, ...]) -> None:
        """Draw the requests."""
        for old in self._rows:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [self._row(row, first=number == 0) for number, row in enumerate(rows)]
        for widget in self._rows:
            self._list.addWidget(widget)
        self._empty.setVisible(not rows)
        self._count.set(f"{len(rows)} por responder", Kind.WARN)
        self._count.setVisible(bool(rows))

    def showEvent(self, event: QShowEvent) -> None:
        """Look for requests while seen."""
        super().showEvent(event)
        self._presenter.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._presenter.stop()

    def _row(self, row: PendingRow, *, first: bool) -> QWidget:
        holder = QFrame()
        about = f"{row.about}. " if row.about else ""
        holder.setAccessibleName(f"{row.what}. {about}{row.who}: {row.reason}")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, S, 0, S)
        column.setSpacing(XS)
        age = Elapsed(self._clock)
        age.start(row.asked_at, warn_after=LATE)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(Text(row.what, Role.STRONG, wrap=True), 1)
        head.addWidget(age)
        column.addLayout(head)
        if row.about:
            column.addWidget(Text(row.about, Role.BODY, wrap=True))
        column.addWidget(Text(f"{row.who}: «{row.reason}»", Role.BODY, Tone.MUTED, wrap=True))
        refuse = KeyButton("No autorizar", key="Alt+R" if first else "", style=ButtonStyle.GHOST)
        refuse.clicked.connect(lambda: self._refuse(row))
        grant = KeyButton("Autorizar", key="Alt+A" if first else "", icon="check")
        grant.clicked.connect(lambda: self._presenter.answer(row.id, granted=True))
        foot = FlowLayout(spacing=S)  # one below the other where the card is narrow
        foot.addWidget(grant)
        foot.addWidget(refuse)
        column.addLayout(foot)
        return holder

    def _refuse(self, row: PendingRow) -> None:
        answer = row.kind is ApprovalKind.SEND_ANSWER
        sheet = ReasonSheet(
            "¿Por qué no lo autoriza?",
            ANSWER_REFUSALS if answer else REFUSALS,
            text=row.what,
            confirm="No autorizar",
        )
        sheet.chosen.connect(lambda words: self._presenter.answer(row.id, words, granted=False))
        sheet.open(self)
