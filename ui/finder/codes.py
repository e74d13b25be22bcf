"""What is done with what a hand-held reader read: the turno, the case, its requirement, who comes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.usecases import case_view, reception
from desktop.usecases.case_view import CaseView
from desktop.usecases.desk import Desk
from domain.case_number import CaseNumber
from domain.errors import KnownError, NotFound
from domain.form_mark import FormMark
from domain.scanned import Scanned
from domain.staff import Action, Actor, allowed
from domain.ticket_qr import TicketMark
from domain.tickets import Ticket
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

UNKNOWN = Notice(
    "El lector leyó un código que no es de Ventanilla.",
    "No se cambió nada.",
    "Lea el código de un turno, de un trámite, de un formulario o una cédula.",
)
BUSY = Notice(
    "El lector leyó un código mientras había una pregunta abierta.",
    "No se hizo nada con él.",
    "Responda la pregunta, o ciérrela con Esc, y léalo otra vez.",
)
_NOT_YOURS = "Su usuario no abre {} desde el lector."


@dataclass(frozen=True, slots=True)
class Ways:
    """Where what was read is opened; None where the person's pages have no place for it.

    Attributes:
        ticket: by its id.
        case: shows it.
        place: shows a case, by its id, at a requirement; 0 for the case as a whole.
        document: goes on with who has this identity document.
        tell: says in words what came of it.
    """

    ticket: Callable[[UUID], None] | None
    case: Callable[[CaseView], None] | None
    place: Callable[[UUID, int], None] | None
    document: Callable[[str], None] | None
    tell: Callable[[Notice | KnownError], None]


class CodeReader(QObject):
    """Acts on what a hand-held reader read.

    Args:
        desk: the workstation.
        actor: who is signed in.
        ways: where it is opened.
    """

    def __init__(
        self, desk: Desk, actor: Actor, ways: Ways, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._actor, self._ways = desk, actor, ways
        self.runner = Runner(ways.tell, parent=self)
        self._closed = False

    def close(self) -> None:
        """Act on nothing more."""
        self._closed = True
        self.runner.close()

    def take(self, found: Scanned) -> None:
        """Look up what was read and open it; only the newest is opened."""
        if self._closed:
            return
        mark = found.mark
        work: Callable[[], Callable[[], None]]
        if isinstance(mark, TicketMark):
            work = partial(self._ticket, mark, found.text)
        elif isinstance(mark, FormMark):
            work = partial(self._form, mark)
        elif isinstance(mark, CaseNumber):
            work = partial(self._case, mark)
        else:
            work = partial(self._document, mark)
        self.runner.latest("code", work, lambda go: go(), self._ways.tell)

    def _may(self, action: Action) -> bool:
        with self._desk.units.read() as unit:
            today = unit.offices.office().day_of(self._desk.clock.now())
        return allowed(action, self._actor.roles_on(today))

    def _ticket(self, mark: TicketMark, text: str) -> Callable[[], None]:
        if not self._may(Action.SEE_QUEUE):
            return self._not_yours("turnos")
        ticket = reception.find_ticket(self._desk, self._actor, text)
        if ticket is None:
            raise NotFound(
                f"El turno {mark.code} del {mark.day:%d/%m/%Y} no es de hoy en esta oficina.",
                todo="Pida un turno nuevo en Recepción.",
            )
        if self._ways.ticket is not None:
            return partial(self._ways.ticket, ticket.id)
        return partial(self._ways.tell, self._words(ticket))

    def _words(self, ticket: Ticket) -> Notice:
        services = self._desk.catalogue.short_names(ticket.services)
        what = f"Turno {ticket.code}: {ticket.state.label.lower()}."
        return Notice(what, services, kind=Kind.INFO)

    def _case(self, number: CaseNumber) -> Callable[[], None]:
        goal = self._ways.case
        if goal is None or not self._may(Action.SEE_CASES):
            return self._not_yours("trámites")
        case = case_view.find(self._desk, self._actor, str(number))
        return partial(goal, case_view.view(self._desk, self._actor, case.id))

    def _form(self, mark: FormMark) -> Callable[[], None]:
        goal = self._ways.place
        if goal is None or not self._may(Action.SEE_CASES):
            return self._not_yours("trámites")
        case = case_view.find(self._desk, self._actor, str(mark.case))
        return partial(goal, case.id, mark.requirement)

    def _document(self, digits: str) -> Callable[[], None]:
        goal = self._ways.document
        if goal is None:
            return self._not_yours("personas")
        return partial(goal, digits)

    def _not_yours(self, what: str) -> Callable[[], None]:
        return partial(self._ways.tell, Notice(_NOT_YOURS.format(what), kind=Kind.INFO))
