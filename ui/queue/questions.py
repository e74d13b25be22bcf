"""The questions of the queue page, each a sheet over its window that ends in one action."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from domain.cases import NothingRecorded
from domain.catalogue import Catalogue
from domain.text import REASON_LIMIT
from domain.tickets import Ticket, TicketState
from ui.queue.cases import (
    Choice,
    UnrecordedSheet,
    certain,
    choices,
    unrecorded,
    visit_choices,
)
from ui.queue.presenter import QueuePresenter, Undone, Unrecorded
from ui.queue.sheets import (
    FINISH_HERE,
    OTHER_SERVICE,
    REASONS_OUT_OF_TURN,
    REASONS_TO_BREAK,
    REASONS_TO_CANCEL,
    REASONS_TO_FINISH,
    REASONS_TO_HOLD,
    REASONS_TO_SEND,
    SendSheet,
    ServicesSheet,
)
from ui.queue.state import Destination, destinations, left_after, services_to_add
from ui.queue.words import WaitingRow
from ui.widgets import ReasonSheet


class Questions(QObject):
    """Asks, and lets the presenter act on the answer.

    Args:
        over: the page; sheets are laid over its window.
        presenter: acts.
        catalogue: returns the one in force, for the names of the services.
    """

    case_chosen = Signal(object)
    """What is done about a case of the visit (``Choice``)."""

    def __init__(
        self, over: QWidget, presenter: QueuePresenter, catalogue: Callable[[], Catalogue]
    ) -> None:
        super().__init__(over)
        self._over = over
        self._presenter = presenter
        self._catalogue = catalogue

    def out_of_turn(self, ticket: Ticket) -> None:
        """Ask why a turno is called before others."""
        self._ask(
            f"¿Por qué llama a {ticket.code} antes que a los demás?",
            REASONS_OUT_OF_TURN,
            lambda reason: self._presenter.call_chosen(ticket, reason),
        )

    def cancel(self, row: WaitingRow) -> None:
        """Ask why a turno is cancelled."""
        self._ask(
            f"¿Por qué anula el turno {row.code}?",
            REASONS_TO_CANCEL,
            lambda reason: self._presenter.cancel(row.id, reason),
        )

    def hold(self) -> None:
        """Ask why the attention is put on hold."""
        self._ask("¿Por qué queda en pausa la atención?", REASONS_TO_HOLD, self._presenter.hold)

    def rest(self) -> None:
        """Ask why the counter takes a break."""
        self._ask(
            "¿Por qué se ausenta de su ventanilla?", REASONS_TO_BREAK, self._presenter.take_break
        )

    def services(self) -> None:
        """Ask which services the counter attends from now on."""
        state = self._presenter.state
        session = None if state is None else state.board.session
        if state is None or session is None:
            return
        counter_id = session.counter_id
        can = next((o.services for o in state.openings if o.counter.id == counter_id), ())
        names = {number: self._catalogue().short_names((number,)) for number in can}
        sheet = ServicesSheet(names, session.services)
        sheet.picked.connect(lambda ticked: self._presenter.open_counter(counter_id, ticked))
        sheet.open(self._over)

    def where(self, ticket: Ticket) -> None:
        """Ask where a turno goes, then why."""
        state = self._presenter.state
        if state is None:
            return
        left = left_after(ticket, state.here)
        partly = ticket.state is TicketState.SERVING and 0 < len(left) < len(ticket.pending)
        sheet = SendSheet(
            f"¿A dónde va {ticket.code}?",
            destinations(state, ticket, left or ticket.pending),
            text="Conserva su lugar por hora de llegada.",
            last=OTHER_SERVICE,
            done_here=True if partly else None,
        )
        sheet.sent.connect(
            lambda place, done: self._ask_why_sent(ticket, place=place, done_here=done)
        )
        sheet.last_chosen.connect(lambda done: self._ask_service(ticket, done_here=done))
        sheet.open(self._over)

    def _ask_service(self, ticket: Ticket, *, done_here: bool) -> None:
        state = self._presenter.state
        if state is None:
            return
        offered = services_to_add(state, ticket, self._catalogue())
        sheet = ReasonSheet(f"¿Qué servicio agrega a {ticket.code}?", list(offered), free=False)
        sheet.chosen.connect(
            lambda name: self._ask_why_sent(ticket, add_service=offered[name], done_here=done_here)
        )
        sheet.open(self._over)

    def _ask_why_sent(
        self,
        ticket: Ticket,
        *,
        place: Destination | None = None,
        add_service: int | None = None,
        done_here: bool,
    ) -> None:
        counter_id = None if place is None else place.counter_id

        def send(reason: str) -> None:
            self._presenter.send_on(
                ticket.id,
                reason,
                to_counter=counter_id,
                add_service=add_service,
                done_here=done_here,
            )

        def why(unrecorded: str) -> None:
            self._ask(
                f"¿Por qué reasigna {ticket.code}?",
                REASONS_TO_SEND,
                lambda reason: send(_both(unrecorded, reason)),
            )

        if done_here:
            self._recorded(ticket, why)
        else:
            why("")

    def undone(self, undone: Undone) -> None:
        """Ask what becomes of the services that would be left."""
        state = self._presenter.state
        if state is None:
            return
        ticket = undone.ticket
        names = self._catalogue().short_names(undone.services)
        sheet = SendSheet(
            f"{ticket.code} tiene servicios sin atender",
            destinations(state, ticket, undone.services),
            text=f"Falta: {names}. ¿A dónde lo envía?",
            last=FINISH_HERE,
        )

        def send(place: Destination, unrecorded: str) -> None:
            self._presenter.send_on(
                ticket.id,
                _both(unrecorded, f"Falta: {names}"),
                to_counter=place.counter_id,
                done_here=True,
                then_call=undone.then_call,
            )

        sheet.sent.connect(
            lambda place, _done: self._recorded(ticket, lambda why: send(place, why))
        )
        sheet.last_chosen.connect(
            lambda _done: self._ask(
                f"¿Por qué termina {ticket.code} aquí?",
                REASONS_TO_FINISH,
                lambda reason: self._presenter.finish(reason, then_call=undone.then_call),
            )
        )
        sheet.open(self._over)

    def case(self) -> None:
        """Begin a case of the visit, or take one up; ask which where there is more than one way."""
        state = self._presenter.state
        if state is None:
            return
        sure = certain(state, self._catalogue())
        if sure is not None:
            self.case_chosen.emit(sure)
        else:
            self._ask_case("¿Qué trámite?", choices(state, self._catalogue()))

    def visit_cases(self) -> None:
        """Open a case of the visit; ask which where there are more."""
        self._open_case(())

    def _open_case(self, numbers: tuple[str, ...]) -> None:
        state = self._presenter.state
        found = () if state is None else visit_choices(state, numbers)
        if len(found) == 1:
            self.case_chosen.emit(found[0])
        elif found:
            self._ask_case("¿Qué trámite abre?", found)

    def unrecorded(self, left: Unrecorded) -> None:
        """Ask for the case that is missing, or why the attention ends without it."""
        self._ask_record(
            left.ticket,
            left.error,
            lambda reason: self._presenter.finish(reason, then_call=left.then_call),
        )

    def _recorded(self, ticket: Ticket, then: Callable[[str], None]) -> None:
        """Go on once what was done here is on record, or it is said why it is not."""
        state = self._presenter.state
        missing = None if state is None else unrecorded(state, self._catalogue())
        if missing is None:
            then("")
        else:
            self._ask_record(ticket, missing, then)

    def _ask_record(
        self, ticket: Ticket, error: NothingRecorded, then: Callable[[str], None]
    ) -> None:
        sheet = UnrecordedSheet(ticket.code, error)
        if error.services:
            sheet.register.connect(self.case)
        else:
            sheet.register.connect(lambda: self._open_case(error.numbers))
        sheet.chosen.connect(then)
        sheet.open(self._over)

    def _ask_case(self, title: str, found: tuple[Choice, ...]) -> None:
        by_label = {choice.label: choice for choice in found}
        sheet = ReasonSheet(title, list(by_label), free=False)
        sheet.chosen.connect(lambda label: self.case_chosen.emit(by_label[label]))
        sheet.open(self._over)

    def _ask(self, title: str, reasons: tuple[str, ...], chosen: Callable[[str], None]) -> None:
        sheet = ReasonSheet(title, reasons)
        sheet.chosen.connect(chosen)
        sheet.open(self._over)


def _both(unrecorded: str, reason: str) -> str:
    """Return why there is no case, and why the turno goes on, as one reason."""
    return ". ".join(part for part in (unrecorded, reason) if part)[:REASON_LIMIT]
