"""Between the part of statistics and its use cases: reads off the UI thread, keeps days counted."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.ports.tables import OutTable, TableFormat
from desktop.usecases.desk import Desk
from desktop.usecases.figures.behind import Behind, Page, Place, behind
from desktop.usecases.figures.compared import (
    Compared,
    Looked,
    Rankings,
    compare,
    compare_ranking,
)
from desktop.usecases.figures.saved import save_seen
from desktop.usecases.table_files import TableFiles
from desktop.usecases.visit_cases import VisitCase, at_counter
from domain.errors import KnownError
from domain.figures.rankings import RankBy
from domain.staff import Actor
from ui.figures.keeping import POLL_MS, KeepingPresenter
from ui.figures.statistics.state import first_look


class StatisticsPresenter(KeepingPresenter[Compared]):
    """Follows the figures of what is looked at.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        files: what writes tables, and where they go.
        poll_ms: how often it looks for changes.
    """

    listed = Signal(object, object)
    """Lines of a list (``Page``) for what was asked (``Behind``)."""
    found_cases = Signal(object)
    """The cases of a turno (``VisitCase``)."""
    ranked = Signal(object)
    """What happened most (``Rankings``)."""
    asking = Signal()
    """Something else was asked for; what is shown is still what it was."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        files: TableFiles,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk, actor, poll_ms=poll_ms, parent=parent)
        self._files = files
        with desk.units.read() as unit:
            today = unit.offices.office().day_of(desk.clock.now())
        self.looked = first_look(today)

    def ask(self, looked: Looked) -> None:
        """Look at something else; what was asked before is not shown any more."""
        self.looked = looked
        self._reading = True
        self.asking.emit()
        self.runner.latest(
            "figures", lambda: compare(self.desk, self._actor, looked), self._polled, self._refused
        )

    def rank(self, by: RankBy) -> None:
        """Read a ranking of what is looked at."""
        looked = self.looked

        def read() -> Rankings:
            return compare_ranking(self.desk, self._actor, looked, by)

        self.runner.latest("ranking", read, self.ranked.emit)

    def list_behind(self, asked: Behind, since: Place | None = None) -> None:
        """Read lines of a list."""

        def read() -> Page:
            return behind(self.desk, self._actor, asked, since)

        self.runner.latest("behind", read, lambda page: self.listed.emit(asked, page))

    def find_cases(self, ticket_id: UUID) -> None:
        """Read the cases of a turno."""

        def read() -> tuple[VisitCase, ...]:
            return at_counter(self.desk, self._actor, ticket_id).cases

        self.runner.latest("cases", read, self.found_cases.emit)

    def save(self, form: TableFormat, name: str, tables: Sequence[OutTable]) -> None:
        """Save what is seen as a file, and tell where it is."""

        def write() -> Path:
            return save_seen(self.desk, self._actor, self._files, form, name, tables)

        def saved(path: Path) -> None:
            self._tell(f"Guardado: «{path.name}».", f"En {path.parent}.")

        self.runner.write(write, saved)

    def _read(self, known: Compared | None) -> Compared | None:
        return compare(self.desk, self._actor, self.looked, known)

    def _show(self, state: Compared) -> None:
        if state.looked == self.looked:  # else something else was asked for meanwhile
            super()._show(state)

    def _refused(self, error: KnownError) -> None:
        """Say why, and look at what is shown."""
        self._not_read(error)
        if self.state is not None:
            self.looked = self.state.looked
            self.changed.emit(self.state)
