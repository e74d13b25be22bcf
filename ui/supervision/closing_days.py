"""The end of a day as the supervisor's page leads to it: closing it, and its report."""

from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.usecases.day import ClosedDay
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.staff import Actor
from ui.following import POLL_MS
from ui.supervision.closing import ClosingPresenter, ClosingSheet
from ui.supervision.closing_report import ReportPresenter, ReportSheet
from ui.theme import Kind
from ui.widgets import Notice, tell


class DayEnd(QObject):
    """Closes days and shows their reports over a page.

    Args:
        over: the page; sheets are laid over its window. It closes this with itself.
        desk: the workstation.
        actor: the supervisor signed in.
        paper: where reports are made and come out; None where there are none.
        poll_ms: how often the closing sheet looks for changes.
    """

    day_closed = Signal(object)
    """A day was closed (``ClosedDay``)."""

    def __init__(
        self,
        over: QWidget,
        desk: Desk,
        actor: Actor,
        paper: Paper | None,
        *,
        poll_ms: int = POLL_MS,
    ) -> None:
        super().__init__(over)
        self._over = over
        self.closing = ClosingPresenter(desk, actor, poll_ms=poll_ms, parent=self)
        self.closing.day_closed.connect(self._closed)
        self.reports: ReportPresenter | None = None
        if paper is not None:
            self.reports = ReportPresenter(desk, actor, paper, parent=self)
            self.reports.told.connect(lambda notice: tell(over, notice))

    def ask(self, which: date | None = None) -> None:
        """Show what is open of a day, today when None, and offer to close it."""
        ClosingSheet(self.closing, which).open(self._over)

    def show_report(self, which: date, *, just_closed: bool = False) -> None:
        """Show the report of a day."""
        if self.reports is not None:
            ReportSheet(self.reports, which, just_closed=just_closed).open(self._over)

    def close(self) -> None:
        """Finish what is under way."""
        self.closing.close()
        if self.reports is not None:
            self.reports.close()

    def _closed(self, closed: ClosedDay) -> None:
        self.day_closed.emit(closed)
        which = closed.day.day
        if self.reports is None:
            tell(self._over, Notice(f"La jornada del {which:%d/%m/%Y} está cerrada.", kind=Kind.OK))
        self.show_report(which, just_closed=True)
