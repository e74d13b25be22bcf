"""What the supervisor's page asks before it does something: where to, and why."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from domain.ports import TicketView
from domain.tickets import Ticket
from ui.queue.sheets import REASONS_TO_SEND, SendSheet
from ui.queue.state import Destination, destinations_among
from ui.supervision.closing_days import DayEnd
from ui.supervision.presenter import SupervisionPresenter
from ui.supervision.reasons import REASONS_TO_CLOSE_COUNTER, REASONS_TO_REOPEN
from ui.supervision.state import CounterRow
from ui.widgets import ReasonSheet


class Questions(QObject):
    """Asks, and has the presenter do what was answered.

    Args:
        over: the page; sheets are laid over its window.
        presenter: does it.
        days: closes days.
    """

    def __init__(self, over: QWidget, presenter: SupervisionPresenter, days: DayEnd) -> None:
        super().__init__(over)
        self._over, self._presenter, self._days = over, presenter, days

    def day(self) -> None:
        """Lead to closing the day, or ask why it is opened again."""
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
            self._days.ask()

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
