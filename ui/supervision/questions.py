"""What the supervisor's page asks before it does something: where to, and why."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.usecases.day import ClosedDay
from domain.ports import TicketView
from domain.tickets import Ticket
from ui.queue.sheets import REASONS_TO_SEND, SendSheet
from ui.queue.state import Destination, destinations_among
from ui.supervision.presenter import SupervisionPresenter
from ui.supervision.sheets import (
    REASONS_TO_CLOSE_COUNTER,
    REASONS_TO_CLOSE_DAY,
    REASONS_TO_CLOSE_LATE,
    REASONS_TO_REOPEN,
    ClosedDaySheet,
)
from ui.supervision.state import CounterRow, closing_words
from ui.theme import Kind
from ui.widgets import Notice, ReasonSheet, tell


class Questions(QObject):
    """Asks, and has the presenter do what was answered.

    Args:
        over: the page; sheets are laid over its window.
        presenter: does it.
    """

    def __init__(self, over: QWidget, presenter: SupervisionPresenter) -> None:
        super().__init__(over)
        self._over, self._presenter = over, presenter

    def day(self) -> None:
        """Ask why the day is closed, or opened again."""
        board = self._presenter.state
        if board is None:
            return
        if board.closed:
            self._ask(
                "¿Por qué reabre la jornada?",
                REASONS_TO_REOPEN,
                self._presenter.reopen_day,
                text="Recepción podrá emitir turnos otra vez. Los vencidos siguen vencidos.",
            )
        else:
            self._ask(
                "¿Por qué cierra la jornada?",
                REASONS_TO_CLOSE_DAY,
                self._presenter.close_day,
                text=closing_words(board),
            )

    def forgotten(self, day: date) -> None:
        """Ask why an earlier day is closed only now."""
        self._ask(
            f"¿Por qué cierra ahora la jornada del {day:%d/%m/%Y}?",
            REASONS_TO_CLOSE_LATE,
            lambda reason: self._presenter.close_day(reason, day),
            text="Los turnos de ese día que quedaron sin atender vencerán.",
        )

    def close_counter(self, row: CounterRow) -> None:
        """Ask why a colleague's counter is closed."""
        session_id = row.session_id
        if session_id is None:
            return
        self._ask(
            f"¿Por qué cierra la ventanilla {row.number}?",
            REASONS_TO_CLOSE_COUNTER,
            lambda reason: self._presenter.close_counter(session_id, row.number, reason),
            text=f"La abrió {row.who}. Los turnos enviados a ella podrán ir a cualquier otra.",
        )

    def where(self, view: TicketView) -> None:
        """Ask where a turno is sent, then why."""
        board, ticket = self._presenter.state, view.ticket
        if board is None:
            return
        places = [view for view in board.counters if view.counter.id != ticket.counter_id]
        sheet = SendSheet(
            f"¿A dónde va {ticket.code}?",
            destinations_among(places, ticket.pending),
            text="Conserva su lugar por hora de llegada.",
        )
        sheet.sent.connect(lambda place, _done: self._why_sent(ticket, place))
        sheet.open(self._over)

    def say_closed(self, closed: ClosedDay) -> None:
        """Tell what became of whom when the day was closed."""
        if closed.expired or closed.serving:
            ClosedDaySheet(closed).open(self._over)
        else:
            tell(self._over, Notice("La jornada está cerrada.", kind=Kind.OK))

    def _why_sent(self, ticket: Ticket, place: Destination) -> None:
        self._ask(
            f"¿Por qué reasigna {ticket.code}?",
            REASONS_TO_SEND,
            lambda reason: self._presenter.send_on(ticket.id, place.counter_id, reason),
        )

    def _ask(
        self, title: str, reasons: Sequence[str], chosen: Callable[[str], None], *, text: str = ""
    ) -> None:
        sheet = ReasonSheet(title, reasons, text=text)
        sheet.chosen.connect(chosen)
        sheet.open(self._over)
