"""Between the supervisor's page and the use cases: reads, acts, and tells one frozen state."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.usecases import boards, counters, day, serving
from desktop.usecases.desk import Desk
from desktop.usecases.supervision import SupervisionBoard, supervision_board
from domain.errors import KnownError
from domain.staff import Actor
from domain.tickets import Ticket, TicketState
from ui.theme import Kind
from ui.widgets.notices import Notice
from ui.work import Runner

POLL_MS = 500
"""How often it is asked whether anything changed, in milliseconds."""

T = TypeVar("T")


class SupervisionPresenter(QObject):
    """Runs the supervisor's page, all of it off the UI thread, one action at a time.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        poll_ms: how often it looks for changes.
    """

    changed = Signal(object)
    """The day is another one (``SupervisionBoard``)."""
    told = Signal(object)
    """Something to tell (``Notice``)."""
    day_closed = Signal(object)
    """A day was closed (``ClosedDay``)."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._actor = actor
        self._board: SupervisionBoard | None = None
        self._polling = False
        self._acting = False
        self._closed = False
        self._troubled = False
        self.runner = Runner(on_error=self._failed, parent=self)
        self._timer = QTimer(self)
        self._timer.setInterval(poll_ms)
        self._timer.timeout.connect(self._poll)

    @property
    def board(self) -> SupervisionBoard | None:
        """What was last told; None before the first reading."""
        return self._board

    @property
    def is_acting(self) -> bool:
        """Whether an action is under way or its result not yet shown."""
        return self._acting

    def start(self) -> None:
        """Read now and go on looking for changes."""
        if not self._closed and not self._timer.isActive():
            self._timer.start()
            self._poll()

    def stop(self) -> None:
        """Look no more until ``start``."""
        self._timer.stop()

    def close(self) -> None:
        """Finish what is under way and take nothing more."""
        self._closed = True
        self._timer.stop()
        self.runner.close()

    def close_day(self, reason: str, which: date | None = None) -> None:
        """Close today, or an earlier day that was left open."""
        self._act(
            lambda: day.close_day(self.desk, self._actor, reason, which), self.day_closed.emit
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
            self._sent,
        )

    def _sent(self, ticket: Ticket) -> None:
        if ticket.state is TicketState.EXPIRED:
            self._tell(f"{ticket.code} venció: su jornada ya estaba cerrada.")
        else:
            self._tell(f"{ticket.code} espera en la fila, en el lugar que tenía por su llegada.")

    def _act(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        if self._acting or self._closed:
            return
        self._acting = True
        self.runner.write(
            work,
            lambda result: self._reread(partial(done, result)),
            lambda error: self._reread(partial(self._failed, error)),
        )

    def _poll(self) -> None:
        if self._polling or self._acting:
            return
        self._polling = True
        known = self._board
        self.runner.read(lambda: self._read(known), self._polled, self._not_read)

    def _reread(self, then: Callable[[], None]) -> None:
        """Show what an action left behind, take keys again, and ``then`` say what came of it."""
        if self._closed:
            return

        def shown(board: SupervisionBoard | None) -> None:
            self._acting = False
            self._polled(board)
            then()

        def unread(error: KnownError) -> None:
            self._not_read(error)
            then()

        self.runner.read(lambda: self._read(None), shown, unread)

    def _read(self, known: SupervisionBoard | None) -> SupervisionBoard | None:
        """Read the day off the UI thread; None where nothing moved since ``known``."""
        if known is not None:
            moved = boards.change(self.desk) != known.change
            today = known.office.day_of(self.desk.clock.now())
            if not moved and today == known.day:
                return None
        return supervision_board(self.desk, self._actor)

    def _polled(self, board: SupervisionBoard | None) -> None:
        self._polling = False
        self._troubled = False
        if board is not None and not self._closed:
            self._board = board
            self.changed.emit(board)

    def _not_read(self, error: KnownError) -> None:
        """Tell once that the day cannot be read; what is shown stays."""
        self._polling = self._acting = False
        if not self._troubled:
            self._troubled = True
            self.told.emit(Notice.of(error))

    def _tell(self, what: str, todo: str = "") -> None:
        self.told.emit(Notice(what, todo=todo, kind=Kind.OK))

    def _failed(self, error: KnownError) -> None:
        self.told.emit(Notice.of(error))
