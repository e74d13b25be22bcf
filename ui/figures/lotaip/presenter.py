"""Between the part LOTAIP and its use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.ports.old_tables import TableReader
from desktop.ports.tables import TableFormat
from desktop.usecases.desk import Desk
from desktop.usecases.figures.lotaip import LotaipView, publish, set_holder, usual_month, view
from desktop.usecases.figures.lotaip_files import save
from desktop.usecases.figures.lotaip_openings import confirm
from desktop.usecases.figures.lotaip_reading import read_old
from desktop.usecases.table_files import TableFiles
from domain.figures.lotaip import (
    ALL,
    Figures,
    Holder,
    Issue,
    LotaipTable,
    month_before,
    month_of,
    month_words,
    next_month,
)
from domain.figures.lotaip_layout import Layout
from domain.staff import Actor
from ui.following import Following

POLL_MS = 10_000
"""How often it is asked whether anything changed, in milliseconds: a table of a month is slow."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the part saves and reads files with.

    Attributes:
        layouts: of the table, the usual one first.
    """

    files: TableFiles
    layouts: tuple[Layout, ...]
    reader: TableReader


class LotaipPresenter(Following[LotaipView]):
    """Follows the table of a month.

    Args:
        desk: the workstation.
        actor: the supervisor signed in.
        tools: saves and reads files.
        poll_ms: how often it looks for changes.
    """

    recognised = Signal(str, object)
    """An old table was read: its file's name and what it tells (``OldTable``)."""
    taken = Signal()
    """The figures of an old table were taken over."""
    holder_set = Signal()
    """Who answers for the table was changed."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        tools: Tools,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self._desk, self._actor, self._tools = desk, actor, tools
        with desk.units.read() as unit:
            self.scope = self._own = unit.offices.office().code
        self.month = usual_month(desk)

    def earlier(self) -> None:
        """Look at the month before."""
        self._look(month_before(self.month), self.scope)

    def later(self) -> None:
        """Look at the month after; not at one that has not begun."""
        after = next_month(self.month)
        if after <= month_of(self._desk.clock.now()):
            self._look(after, self.scope)

    def other_scope(self) -> None:
        """Look at all offices, or at the own one again."""
        self._look(self.month, self._own if self.scope == ALL else ALL)

    def publish(self, table: LotaipTable) -> None:
        """Publish the table that was seen."""

        def done(issue: Issue) -> None:
            self._tell(
                f"Cuadro de {month_words(table.month)} publicado.",
                "Guárdelo con F9 y súbalo al portal."
                if issue.number == 1
                else f"Es la edición {issue.number}. Guárdela con F9 y reemplace la anterior.",
            )

        self._act(lambda: publish(self._desk, self._actor, table), done)

    def save(self, layout: Layout, form: TableFormat) -> None:
        """Save the table in sight: as it was published, else as it is counted."""
        state = self.state
        if state is None:
            return
        table = state.now if state.published is None else state.published

        def work() -> Path:
            return save(
                self._desk,
                self._actor,
                self._tools.files,
                layout,
                form,
                table.month,
                table.scope,
                table.number,
            )

        self._act(work, lambda path: self._tell(f"Guardado: «{path.name}».", f"En {path.parent}."))

    def set_holder(self, wanted: Holder) -> None:
        """Change who answers for the table."""
        self._act(
            lambda: set_holder(self._desk, self._actor, wanted),
            lambda _holder: self.holder_set.emit(),
        )

    def read_old(self, path: Path) -> None:
        """Read an old table, to be confirmed."""
        self.runner.latest(
            "old",
            lambda: read_old(self._desk, self._actor, self._tools.reader, path),
            lambda table: self.recognised.emit(path.name, table),
            self._failed,
        )

    def take_over(
        self, month: date, scope: str, source: str, figures: Mapping[int, Figures]
    ) -> None:
        """Take over the figures that were confirmed."""

        def done(_kept: object) -> None:
            self.taken.emit()
            self._tell(f"Cifras de {month_words(month)} tomadas: el acumulado parte de ellas.")
            self._look(month, scope)

        self._act(lambda: confirm(self._desk, self._actor, month, scope, source, figures), done)

    def _look(self, month: date, scope: str) -> None:
        self.month, self.scope = month, scope
        self.runner.latest("table", lambda: self._read(None), self._polled, self._not_read)

    def _read(self, known: LotaipView | None) -> LotaipView | None:
        return view(self._desk, self._actor, self.month, self.scope)

    def _show(self, state: LotaipView) -> None:
        if (state.now.month, state.now.scope) == (self.month, self.scope):
            super()._show(state)
