"""The supervisor's page: figures, turnos, counters, what asks for attention, closing the day."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.usecases.day import ClosedDay
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import SupervisionBoard
from domain.staff import Actor
from domain.tickets import Ticket
from ui import theme
from ui.approvals.card import ApprovalsCard
from ui.approvals.presenter import PendingPresenter, PendingRow
from ui.queue.sheets import REASONS_TO_SEND, SendSheet
from ui.queue.state import Destination, destinations_among
from ui.shell.page import Page
from ui.supervision.cards import AlertsCard, CountersCard, TicketsCard
from ui.supervision.presenter import SupervisionPresenter
from ui.supervision.sheets import (
    REASONS_TO_CLOSE_COUNTER,
    REASONS_TO_CLOSE_DAY,
    REASONS_TO_CLOSE_LATE,
    REASONS_TO_REOPEN,
    ClosedDaySheet,
)
from ui.supervision.state import (
    TILE_NAMES,
    Alert,
    CounterRow,
    TicketRow,
    alerts,
    closing_words,
    counter_rows,
    ticket_rows,
    tiles,
)
from ui.supervision.what_if import TITLE as WHAT_IF
from ui.supervision.what_if import WhatIfPresenter, WhatIfSheet
from ui.theme import Kind, M
from ui.widgets import KeyButton, Notice, ReasonSheet, Stat, tell

TITLE = "Supervisión de hoy"
TILE_SHARES = (4, 4, 4, 6, 4, 4)
"""Of the width, each figure's: the usual wait has the longest note."""
NARROW_SHARES = (4, 3, 3, 0, 0, 0)
"""The same in two rows."""
ROOM_FOR_ALL = 1000
"""Width, in pixels at 100 %, from which all figures stand in one row."""


class SupervisionPage(Page):
    """The day as its supervisor sees and steers it.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        approvals: the requests for leave; None where nobody asks. It is closed with the page.
        poll_ms: how often it looks for changes.
        tick_ms: how often waits count on.
    """

    help_topic = "supervision"

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        approvals: PendingPresenter | None = None,
        poll_ms: int = 500,
        tick_ms: int = 1000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(TITLE, parent=parent)
        self._desk = desk
        self._approvals = approvals
        self._approvals_card: ApprovalsCard | None = None
        self._focus_wanted = True
        self._wide: bool | None = None
        self.presenter = SupervisionPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self.what_if = WhatIfPresenter(desk, actor, parent=self)
        self.tickets = TicketsCard()
        self.counters = CountersCard()
        self.alerts = AlertsCard()
        self._build(approvals)
        self._connect()
        self._ticks = QTimer(self)
        self._ticks.setInterval(tick_ms)
        self._ticks.timeout.connect(self.tick)

    # -------------------------------------------------------------- the life of the page

    def entered(self) -> None:
        """Look for changes at once, with the focus in the list of turnos."""
        self.presenter.start()
        self.tickets.take_focus()
        self._focus_wanted = self.presenter.state is None

    def shutdown(self) -> None:
        """Finish what is under way."""
        self._ticks.stop()
        self.presenter.close()
        self.what_if.close()
        if self._approvals is not None:
            self._approvals.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the day only while somebody can see it."""
        super().showEvent(event)
        self._side.hold_content()
        self.presenter.start()
        self._ticks.start()
        self.tick()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.presenter.stop()
        self._ticks.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the figures in one row or two."""
        super().resizeEvent(event)
        self._place_tiles()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_side"):
            self._place_tiles()
            self._side.hold_content()

    def tick(self) -> None:
        """Count waits on, without asking the database."""
        board = self.presenter.state
        if board is None:
            return
        now, catalogue = self._desk.clock.now(), self._desk.catalogue
        for stat, tile in zip(self._stats, tiles(board, now), strict=True):
            stat.set(tile.figure, tile.note, tile.tone)
        self.tickets.show_rows(ticket_rows(board, self.tickets.filter, catalogue, now))
        self.counters.show_rows(counter_rows(board, catalogue, now))
        self.alerts.show_rows(alerts(board, now))

    # -------------------------------------------------------------- drawing

    def _build(self, approvals: PendingPresenter | None) -> None:
        self._stats = tuple(Stat(name) for name in TILE_NAMES)
        self._grid = QGridLayout()
        self._grid.setSpacing(M)
        self.body.addLayout(self._grid)
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.tickets, 6)
        self._side = _Side(self._cards(approvals))
        row.addWidget(self._side, 4)
        self.body.addLayout(row, 1)
        self._place_tiles()
        self.what_if_button = KeyButton(WHAT_IF, key="Alt+Y", icon="circle-help")
        self.counters.body.addWidget(self.what_if_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.close_button = KeyButton("Cerrar la jornada", key="F12", icon="moon")
        self.close_button.setEnabled(False)
        self.add_action(self.close_button)

    def _cards(self, approvals: PendingPresenter | None) -> QWidget:
        holder = QWidget()
        holder.setObjectName("clear")
        self._column = column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.counters)
        column.addWidget(self.alerts)
        if approvals is not None:
            self._approvals_card = ApprovalsCard(approvals, self._desk.clock.now)
            column.addWidget(self._approvals_card)
            approvals.changed.connect(self._place_approvals)
        column.addStretch(1)
        return holder

    def _place_tiles(self) -> None:
        wide = self.width() >= theme.now().px(ROOM_FOR_ALL)
        if wide is self._wide:
            return
        self._wide = wide
        columns = len(self._stats) if wide else len(self._stats) // 2
        for number, stat in enumerate(self._stats):
            stat.set_flat(flat=not wide)
            self._grid.addWidget(stat, number // columns, number % columns)
        for column, share in enumerate(TILE_SHARES if wide else NARROW_SHARES):
            self._grid.setColumnStretch(column, share)

    def _place_approvals(self, rows: Sequence[PendingRow]) -> None:
        """Requests that wait for an answer go above all else."""
        if self._approvals_card is not None:
            self._column.removeWidget(self._approvals_card)
            self._column.insertWidget(0 if rows else 2, self._approvals_card)
            # Its new rows count once they are shown, which Qt does in its own time.
            QTimer.singleShot(0, self._side.hold_content)

    def _connect(self) -> None:
        self.presenter.changed.connect(self._draw)
        self.presenter.told.connect(lambda notice: tell(self, notice))
        self.presenter.day_closed.connect(self._say_closed)
        self.presenter.runner.slow.connect(self.working)
        self.tickets.filter_changed.connect(self.tick)
        self.tickets.sent.connect(self._ask_where)
        self.counters.closing.connect(self._ask_close_counter)
        self.alerts.opened.connect(self._open_alert)
        self.close_button.clicked.connect(self._ask_day)
        self.what_if_button.clicked.connect(lambda: WhatIfSheet(self.what_if).open(self))

    def _draw(self, board: SupervisionBoard) -> None:
        self.tick()
        if self._focus_wanted and self.isVisible() and self.isEnabled():
            self._focus_wanted = False
            self.tickets.take_focus()
        word = "Reabrir la jornada" if board.closed else "Cerrar la jornada"
        self.close_button.set(word, icon="sun" if board.closed else "moon")
        self.close_button.setEnabled(board.began)
        if board.closed:
            chip = ("Jornada cerrada", Kind.NEUTRAL)
        elif board.began:
            chip = ("Jornada abierta", Kind.OK)
        else:
            chip = ("Sin turnos todavía", Kind.NEUTRAL)
        self.set_head(TITLE, [chip])

    # -------------------------------------------------------------- questions

    def _ask_day(self) -> None:
        board = self.presenter.state
        if board is None:
            return
        if board.closed:
            self._ask(
                "¿Por qué reabre la jornada?",
                REASONS_TO_REOPEN,
                self.presenter.reopen_day,
                text="Recepción podrá emitir turnos otra vez. Los vencidos siguen vencidos.",
            )
        else:
            self._ask(
                "¿Por qué cierra la jornada?",
                REASONS_TO_CLOSE_DAY,
                self.presenter.close_day,
                text=closing_words(board),
            )

    def _ask_forgotten(self, day: date) -> None:
        self._ask(
            f"¿Por qué cierra ahora la jornada del {day:%d/%m/%Y}?",
            REASONS_TO_CLOSE_LATE,
            lambda reason: self.presenter.close_day(reason, day),
            text="Los turnos de ese día que quedaron sin atender vencerán.",
        )

    def _ask_close_counter(self, row: CounterRow) -> None:
        session_id = row.session_id
        if session_id is None:
            return
        self._ask(
            f"¿Por qué cierra la ventanilla {row.number}?",
            REASONS_TO_CLOSE_COUNTER,
            lambda reason: self.presenter.close_counter(session_id, row.number, reason),
            text=f"La abrió {row.who}. Los turnos enviados a ella podrán ir a cualquier otra.",
        )

    def _open_alert(self, alert: Alert) -> None:
        board = self.presenter.state
        if alert.day is not None:
            self._ask_forgotten(alert.day)
        elif alert.ticket_id is not None:
            self.tickets.choose(alert.ticket_id)
        elif board is not None:
            rows = counter_rows(board, self._desk.catalogue, self._desk.clock.now())
            row = next((row for row in rows if row.session_id == alert.session_id), None)
            if row is not None:
                self._ask_close_counter(row)

    def _ask_where(self, row: TicketRow) -> None:
        board, ticket = self.presenter.state, self._ticket(row)
        if board is None or ticket is None:
            return
        places = [view for view in board.counters if view.counter.id != ticket.counter_id]
        sheet = SendSheet(
            f"¿A dónde va {ticket.code}?",
            destinations_among(places, ticket.pending),
            text="Conserva su lugar por hora de llegada.",
        )
        sheet.sent.connect(lambda place, _done: self._ask_why_sent(ticket, place))
        sheet.open(self)

    def _ask_why_sent(self, ticket: Ticket, place: Destination) -> None:
        self._ask(
            f"¿Por qué reasigna {ticket.code}?",
            REASONS_TO_SEND,
            lambda reason: self.presenter.send_on(ticket.id, place.counter_id, reason),
        )

    def _ask(
        self, title: str, reasons: Sequence[str], chosen: Callable[[str], None], *, text: str = ""
    ) -> None:
        sheet = ReasonSheet(title, reasons, text=text)
        sheet.chosen.connect(chosen)
        sheet.open(self)

    def _say_closed(self, closed: ClosedDay) -> None:
        if closed.expired or closed.serving:
            ClosedDaySheet(closed).open(self)
        else:
            tell(self, Notice("La jornada está cerrada.", kind=Kind.OK))

    def _ticket(self, row: TicketRow) -> Ticket | None:
        board = self.presenter.state
        views = () if board is None else board.tickets
        return next((view.ticket for view in views if view.ticket.id == row.id), None)


class _Side(QScrollArea):
    """Cards that scroll up and down, never narrower than what they hold."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # It scrolls by itself: the page need not be as high as all its cards.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setWidget(content)

    def hold_content(self) -> None:
        """Be as wide as the content needs now, beside the bar."""
        content, bar = self.widget(), self.verticalScrollBar()
        if content is not None:
            self.setMinimumWidth(content.minimumSizeHint().width() + bar.sizeHint().width())
