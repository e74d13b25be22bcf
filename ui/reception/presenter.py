"""What happens on the reception page: every use case off the UI thread, one frozen state out."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.usecases import reception
from desktop.usecases.desk import Desk
from desktop.usecases.hall import Hall
from desktop.usecases.reception import AFTER_HOURS, Issued, NewTicket
from domain.approvals import ApprovalKind
from domain.errors import KnownError
from domain.queue import OfficeClosed
from domain.staff import Actor
from domain.tickets import Ticket
from ui.following import POLL_MS
from ui.reception.prints import Prints
from ui.reception.state import AskLeave, LastIssued, Papers, State, Step, missing_for
from ui.reception.watch import HallWatch
from ui.reception.who import AskPeople, WhoComes
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner


class ReceptionPresenter(WhoComes):
    """Finds and registers who comes, and issues their turno.

    Args:
        desk: the workstation.
        actor: who is signed in.
        papers: what prints.
        ask_leave: asks a supervisor for a turno outside the hours; None where nobody can be asked.
        people: as for ``WhoComes``.
        poll_ms: how often another counter's changes are looked for.
    """

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        papers: Papers,
        *,
        ask_leave: AskLeave | None = None,
        people: AskPeople | None = None,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk, actor, people=people, parent=parent)
        self._ask_leave = ask_leave
        self._prints = Prints(papers, parent=self)
        self._prints.told.connect(self.told)
        self._prints.changed.connect(self._on_paper)
        self._watch = HallWatch(desk, actor, poll_ms=poll_ms, parent=self)
        self._watch.changed.connect(self._show_hall)
        self._watch.told.connect(self.told)

    @property
    def runners(self) -> tuple[Runner, ...]:
        """What may be under way."""
        return (self.runner, self.centre, self._watch.runner, self._prints.runner)

    @property
    def is_watching(self) -> bool:
        """Whether the hall is followed."""
        return self._watch.is_watching

    # -------------------------------------------------------------------------- life
    def start(self) -> None:
        """Show the hall and follow it."""
        self._watch.start()

    def stop(self) -> None:
        """Nobody looks: rest."""
        self._watch.stop()

    def close(self) -> None:
        """Finish what is under way, printing too."""
        self._closing = True
        self._watch.close()
        self.runner.close()
        self.centre.close()
        self._prints.close()

    def refresh(self) -> None:
        """Read the hall anew."""
        self._watch.refresh()

    def _show_hall(self, seen: Hall) -> None:
        self._set(hall=seen)
        self._read_about()

    # ------------------------------------------------------------------------- turnos
    def toggle_service(self, number: int) -> None:
        """Choose a service, or take it back."""
        chosen = self.state.chosen
        left = tuple(one for one in chosen if one != number)
        self._set(chosen=(*chosen, number) if left == chosen else left)

    def toggle_priority(self) -> None:
        """Give priority attention, or take it back."""
        self._set(priority=not self.state.priority)

    def issue(self) -> None:
        """Issue the turno and print its slip."""
        self._issue(None)

    def issue_with(self, approval_id: UUID) -> None:
        """Issue it outside the hours, by a supervisor's leave."""
        self._issue(approval_id)

    def _issue(self, approval_id: UUID | None) -> None:
        state = self.state
        if state.issuing or state.person is None or state.step is not Step.CHOOSE:
            return
        missing = missing_for(state.person, state.chosen, self._desk.catalogue)
        if missing is not None:
            self.told.emit(missing)
            return
        entity = None if state.entity is None else state.entity.id
        asked = NewTicket(state.chosen, state.person.id, entity, state.priority)
        self._set(issuing=True)
        self.runner.write(
            partial(reception.issue, self._desk, self._actor, asked, approval_id),
            self._issued,
            self._not_issued,
        )

    def print_again(self) -> None:
        """Print the last slip again."""
        if self.state.last is not None:
            self._prints.slip(self.state.last.issued)

    def print_checklist(self) -> None:
        """Print what to bring for the chosen services."""
        if self.state.chosen:
            self._prints.checklist(self.state.chosen)

    def rejoin(self, ticket_id: UUID) -> None:
        """Put back in the queue somebody who did not come when called."""

        def done(ticket: Ticket) -> None:
            self.told.emit(Notice(f"{ticket.code} volvió a la fila, al final.", kind=Kind.OK))
            if self.state.person is not None and self.state.person.id == ticket.person_id:
                self.start_over()  # they came for nothing else
            self.refresh()

        self.runner.write(
            partial(reception.rejoin, self._desk, self._actor, ticket_id), done, self._failed
        )

    def cancel(self, ticket_id: UUID, reason: str) -> None:
        """Cancel a waiting turno."""

        def done(ticket: Ticket) -> None:
            self.told.emit(Notice(f"El turno {ticket.code} quedó anulado.", kind=Kind.OK))
            self.refresh()

        self.runner.write(
            partial(reception.cancel, self._desk, self._actor, ticket_id, reason),
            done,
            self._failed,
        )

    def _issued(self, issued: Issued) -> None:
        self._become(State(hall=self.state.hall, last=LastIssued(issued)))
        self.refresh()
        self._prints.slip(issued)

    def _not_issued(self, error: KnownError) -> None:
        self._set(issuing=False)
        if isinstance(error, OfficeClosed) and self._ask_leave is not None:
            self._ask_leave(ApprovalKind.ISSUE_AFTER_HOURS, AFTER_HOURS, "", self.issue_with)
        else:
            self.told.emit(error)
        self.refresh()

    def _failed(self, error: KnownError) -> None:
        self.told.emit(error)
        self.refresh()

    def _on_paper(self, slip: LastIssued) -> None:
        last = self.state.last
        if last is not None and last.issued.ticket.id == slip.issued.ticket.id:
            self._set(last=slip)
