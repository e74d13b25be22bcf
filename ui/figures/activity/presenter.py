"""Between the part of activity reports and its use cases."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import boards
from desktop.usecases.desk import Desk
from desktop.usecases.figures import activity, activity_paper
from desktop.usecases.figures.activity import ReportsBoard
from desktop.usecases.figures.activity_view import ReportView
from desktop.usecases.paper import Paper
from domain.activity import ActivityReport, Notes
from domain.figures.periods import month_of
from domain.staff import Actor
from ui.figures.keeping import POLL_MS, KeepingPresenter


class ActivityPresenter(KeepingPresenter[ReportsBoard]):
    """Follows the reports of a month, or one's own.

    Args:
        desk: the workstation.
        actor: who is signed in.
        poll_ms: how often it looks for changes.
    """

    done = Signal()
    """What a sheet asked for was done."""
    refused = Signal(object)
    """Why it was not (``KnownError``)."""

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk, actor, poll_ms=poll_ms, parent=parent)
        self._month: date | None = None
        self._whose: UUID | None = None

    def look(self, month: date, whose: UUID | None) -> None:
        """Look at a month, and at somebody's report of it."""
        if (month, whose) != (self._month, self._whose):
            self._month, self._whose = month, whose
            self.runner.latest("look", lambda: self._read(None), self._polled, self._not_read)

    def step(self, *, back: bool) -> None:
        """Look at the month before or after; none that has not begun."""
        board = self.state
        if board is None:
            return
        here = month_of(board.month)
        month = (here.previous() if back else here.following()).since
        if month <= board.this_month:
            self.look(month, None)

    def note(self, view: ReportView, notes: Notes) -> None:
        """Keep notes."""
        row = view.row
        self._act(
            lambda: activity.save_notes(self.desk, self._actor, row.month, notes, row.staff_id),
            lambda _report: self._finished("Las notas quedaron guardadas."),
            self.refused.emit,
        )

    def send(self, view: ReportView) -> None:
        """Send a report."""
        row, notes = view.row, view.notes
        self._act(
            lambda: activity.send(self.desk, self._actor, row.month, notes, row.staff_id),
            lambda _report: self._tell("El informe se envió a quien coordina."),
        )

    def accept(self, report: ActivityReport, who: str) -> None:
        """Give conformity."""
        self._act(
            lambda: activity.accept(self.desk, self._actor, report.id, report.version),
            lambda _report: self._tell(f"Dio su conformidad al informe de {who}."),
        )

    def give_back(self, report: ActivityReport, who: str, remarks: str) -> None:
        """Send it back with remarks."""
        self._act(
            lambda: activity.give_back(self.desk, self._actor, report.id, report.version, remarks),
            lambda _report: self._tell(f"El informe volvió a {who} con sus observaciones."),
        )

    def pdf(self, view: ReportView, paper: Paper) -> bytes:
        """Return a report as PDF; call it off the UI thread."""
        row = view.row
        return activity_paper.activity_pdf(self.desk, self._actor, paper, row.month, row.staff_id)

    def _finished(self, what: str) -> None:
        self.done.emit()
        self._tell(what)

    def _read(self, known: ReportsBoard | None) -> ReportsBoard | None:
        if known is not None and known.change == boards.change(self.desk):
            return None
        return activity.board(self.desk, self._actor, self._month, self._whose)

    def _show(self, state: ReportsBoard) -> None:
        view = state.view
        looked = (state.month, None if view is None else view.row.staff_id)
        wanted = (self._month or state.month, self._whose or looked[1])
        if looked == wanted:  # else something else was asked for meanwhile
            super()._show(state)
