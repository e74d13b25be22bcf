"""Between the supervisor's page and the use cases: reads, acts, and tells one frozen state."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards, counters, day, serving, visit_cases
from desktop.usecases.day_count import closed_days
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import (
    SupervisionBoard,
    answered_cases,
    cases_of_day,
    supervision_board,
)
from domain.staff import Actor
from domain.tickets import Ticket, TicketState
from ui.following import POLL_MS, Following
from ui.supervision.views import Read, View


class SupervisionPresenter(Following[SupervisionBoard]):
    """Runs the supervisor's page.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    read = Signal(object)
    """What a list needs besides was read (``Read``)."""
    cases_found = Signal(object, object)
    """The id of a turno, and its cases (``tuple[VisitCase, ...]``)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk = desk
        self._actor = actor

    def read_for(self, view: View) -> None:
        """Read what a list shows beyond the day itself; nothing where it needs no more."""
        works: dict[View, Callable[[], Read]] = {
            View.OPENED: lambda: Read(opened=cases_of_day(self.desk, self._actor)),
            View.IN_PROCESS: lambda: Read(opened=cases_of_day(self.desk, self._actor)),
            View.ANSWERED: lambda: Read(answered=answered_cases(self.desk, self._actor)),
            View.DAYS: lambda: Read(days=closed_days(self.desk, self._actor)),
        }
        if view in works:
            self.runner.latest("behind", works[view], self.read.emit)

    def find_cases(self, ticket_id: UUID) -> None:
        """Look for the cases of a turno."""
        self.runner.latest(
            "cases",
            lambda: visit_cases.at_counter(self.desk, self._actor, ticket_id).cases,
            partial(self.cases_found.emit, ticket_id),
        )

    def reopen_day(self, reason: str) -> None:
        """Open today again."""
        self._act(
            lambda: day.reopen_day(self.desk, self._actor, reason),
            lambda _: self._tell(
                "La jornada está abierta otra vez.", "Los turnos que vencieron siguen vencidos."
            ),
        )

    def close_counter(self, session_id: UUID, number: int, reason: str) -> None:
        """Close a colleague's counter."""
        self._act(
            lambda: counters.close_for(self.desk, self._actor, session_id, reason),
            lambda _: self._tell(f"La ventanilla {number} está cerrada."),
        )

    def send_on(self, ticket_id: UUID, to_counter: UUID | None, reason: str) -> None:
        """Send a turno to another counter; it keeps its place."""
        self._act(
            lambda: serving.send_on(
                self.desk, self._actor, ticket_id, reason, to_counter=to_counter
            ),
            partial(self._sent, to_counter),
        )

    def _sent(self, to: UUID | None, ticket: Ticket) -> None:
        if ticket.state is TicketState.EXPIRED:
            self._tell(f"{ticket.code} venció: su jornada ya estaba cerrada.")
        else:
            counters = () if self._state is None else self._state.counters
            number = next((c.counter.number for c in counters if c.counter.id == to), None)
            where = "en la fila" if number is None else f"a la ventanilla {number}"
            self._tell(f"{ticket.code} espera {where}, en el lugar que tenía por su llegada.")

    def _read(self, known: SupervisionBoard | None) -> SupervisionBoard | None:
        """Read the day off the UI thread; None where nothing moved since ``known``."""
        if known is not None:
            moved = boards.change(self.desk) != known.change
            today = known.office.day_of(self.desk.clock.now())
            if not moved and today == known.day:
                return None
        return supervision_board(self.desk, self._actor)
